using System.Globalization;
using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Http.Paging;
using Antiphon.Http.Query;
using Antiphon.Identity;
using Antiphon.Statistics.Counting;
using Antiphon.Statistics.Scopes;

namespace Antiphon.Statistics.Reports;

/// <summary>Lists the tickets behind a number: those that a cell of an answer counts.</summary>
internal sealed class ListReportTickets(DeskDb db, CountEvents countEvents, ReadWorkingTime readWorkingTime)
{
    private const int MostPasses = 10;

    private static readonly OrderSet<StatsTicketResource> Orders = new(
        "id", ticket => ticket.Id, [.. OrderSet<StatsTicketResource>.Both("id", descendingFirst: false, SortKey<StatsTicketResource>.Long("id", ticket => ticket.Id))]);

    private static readonly QuerySpec Query = QuerySpec.None.Paged(Orders.Names);

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPost(AskReport.Path + "/tickets", HandleAsync).RequireScope(Scope.StatisticsRead, Right.Read)
        .Takes(Query).Extension().Produces<ListResource<StatsTicketResource>>();

    private static async Task<IResult> HandleAsync(
        Input<StatsTicketsRequest> input, QueryValues query, Actor actor, ListReportTickets tickets, HttpContext http, CancellationToken cancellationToken) =>
        (await tickets.RunAsync(input, query, http.AsksForExtensions(), actor, cancellationToken)).ToOk(AskReport.Msg, page => page.ToResource(http, ticket => ticket));

    public async Task<Result<Page<StatsTicketResource>>> RunAsync(
        Input<StatsTicketsRequest> input, QueryValues values, bool withExtensions, Actor actor, CancellationToken cancellationToken)
    {
        var query = ReadReportQuery.Run(input.Value.Query, withExtensions, actor.AccountId, input.Errors);
        var cell = query is null ? null : CellOf(query, input.Value.Cell, input.Errors.Under("cell"));
        var measure = query?.Measures.FirstOrDefault(one => input.Value.Measure is null || one.Name == input.Value.Measure);
        input.Errors.AddIf(
            query is not null && input.Value.Measure is not null && measure is null, "measure", ReadReportQuery.OneOf(query?.Measures.Select(one => one.Name) ?? []));
        if (query is null || cell is null || input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        var page = PageRequest<StatsTicketResource>.Read(values, Orders);
        if (page.Failure is { } failure)
        {
            return failure;
        }

        if (!query.Scope.IsFed)
        {
            return await page.Value.ReadAsync(db, Sql.Of($"select id from (select 0::bigint id) none where false"), Read, cancellationToken);
        }

        await countEvents.RunAsync(actor.AccountId, MostPasses, cancellationToken);
        var time = query.UsesWorkingTime ? await readWorkingTime.RunAsync(actor.AccountId, query.Period, cancellationToken) : WorkingTime.Always;
        var found = ReportSql.Tickets(query, measure, cell, time, actor.AccountId);
        return await page.Value.ReadAsync(db, Sql.Of($"select id from ({found}) found where true"), Read, cancellationToken);
    }

    private static StatsTicketResource Read(Npgsql.NpgsqlDataReader row) => new(row.GetInt64(0), $"/api/tickets/{row.GetInt64(0)}/");

    /// <summary>The cell as a condition. Its members are those of a row: dimensions, and the time under either name.</summary>
    private static Sql? CellOf(ReportQuery query, JsonElement? cell, FieldErrors errors)
    {
        if (cell is not { ValueKind: not JsonValueKind.Null } given)
        {
            return Sql.Empty;
        }

        if (given.ValueKind is not JsonValueKind.Object)
        {
            errors.Add("_schema", "Invalid input type.");
            return null;
        }

        var condition = Sql.Empty;
        var groups = ReportSql.Groups(query);
        string[] names = [.. query.Bucket is { } time ? [time.Column.Name] : Array.Empty<string>(), .. query.Dimensions.Select(dimension => dimension.Name)];
        foreach (var member in given.EnumerateObject())
        {
            var isBucket = query.Bucket is { } bucket && (member.Name == bucket.Column.Name || member.Name == $"{bucket.Column.Name}.{bucket.Granularity}");
            var place = isBucket ? 0 : Array.IndexOf(names, member.Name);
            if (query.Measures.Any(measure => measure.Name == member.Name))
            {
                // The whole row may be sent back as it came.
                continue;
            }

            if (place < 0)
            {
                errors.AddAt(member.Name, ReadReportQuery.OneOf(names));
                continue;
            }

            if (member.Value.ValueKind is JsonValueKind.Null)
            {
                condition += Sql.Of($" and {groups[place]} is null");
                continue;
            }

            var kind = isBucket ? ColumnKind.Time : query.Dimensions[place - (query.Bucket is null ? 0 : 1)].Kind;
            if (ValueOf(kind, isBucket, member.Value.ToString()) is { } value)
            {
                condition += Sql.Of($" and {groups[place]} = {value}");
            }
            else
            {
                errors.AddAt(member.Name, "Not a value of this column.");
            }
        }

        return condition;
    }

    private static Sql? ValueOf(ColumnKind kind, bool isBucket, string text) => kind switch
    {
        ColumnKind.Text => Sql.Of($"{text}"),
        ColumnKind.Id => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id) ? Sql.Of($"{id}") : null,
        ColumnKind.Flag => bool.TryParse(text, out var flag) ? Sql.Of($"{flag}") : null,
        ColumnKind.Number => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? Sql.Of($"{number}") : null,
        _ when !isBucket => WireDate.TryParse(text, out var moment) ? Sql.Of($"{moment}") : null,
        _ => DateTime.TryParseExact(text, ReportRows.BucketForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            ? Sql.Of($"{new Npgsql.NpgsqlParameter<DateTime> { TypedValue = local, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Timestamp }}")
            : null,
    };
}
