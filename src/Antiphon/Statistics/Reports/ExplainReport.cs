using System.Globalization;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Http.Query;
using Antiphon.Identity;
using Antiphon.Statistics.Counting;
using Antiphon.Statistics.Scopes;
using Npgsql;

namespace Antiphon.Statistics.Reports;

/// <summary>Says what the answer to a question means and by which statement it is made.</summary>
internal sealed class ExplainReport(DeskDb db, CountEvents countEvents, AnswerReport answerReport)
{
    private const int MostPasses = 10;

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPost(AskReport.Path + "/explain", HandleAsync).RequireScope(Scope.StatisticsRead, Right.Read)
        .Extension().Produces<StatsExplanationResource>();

    private static async Task<IResult> HandleAsync(Input<StatsRequest> input, Actor actor, ExplainReport explain, HttpContext http, CancellationToken cancellationToken) =>
        (await explain.RunAsync(input, http.AsksForExtensions(), actor, cancellationToken)).ToOk(AskReport.Msg, explanation => explanation);

    public async Task<Result<StatsExplanationResource>> RunAsync(Input<StatsRequest> input, bool withExtensions, Actor actor, CancellationToken cancellationToken)
    {
        if (ReadReportQuery.Run(input.Value.Query, withExtensions, actor.AccountId, input.Errors) is not { } query || input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        var isBehind = await countEvents.RunAsync(actor.AccountId, MostPasses, cancellationToken);
        var counted = await db.SingleAsync(
            $"""
            select (select max(e.id) from events e where e.account_id = {actor.AccountId}
              and e.id < coalesce((select min(w.event_id) from statistic_marks w where w.account_id = {actor.AccountId}), 9223372036854775807))
            """,
            row => row.Long(0),
            cancellationToken);
        using var command = new NpgsqlCommand();
        if (query.Scope.IsFed)
        {
            (await answerReport.StatementAsync(query, actor.AccountId, cancellationToken)).WriteTo(command);
        }

        return new StatsExplanationResource(
            query.Scope.Name,
            query.Scope.Definition,
            query.Scope.PeriodDefinition,
            query.Scope.IsFed,
            [.. query.Measures.Select(ListScopes.ToResource)],
            ReportScopes.Version,
            command.CommandText,
            [.. command.Parameters.Select(parameter => TextOf(parameter.Value))],
            counted,
            !isBehind);
    }

    private static string? TextOf(object? value) => value switch
    {
        null or DBNull => null,
        DateTimeOffset moment => moment.ToString("o", CultureInfo.InvariantCulture),
        System.Collections.IEnumerable list and not string => $"{{{string.Join(',', list.Cast<object?>().Select(TextOf))}}}",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
