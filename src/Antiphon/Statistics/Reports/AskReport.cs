using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Http.Query;
using Antiphon.Identity;

namespace Antiphon.Statistics.Reports;

/// <summary>Answers a question to the statistics.</summary>
internal sealed class AskReport(AnswerReport answerReport)
{
    public const string Msg = "Failed to get statistics";
    public const string Path = "/reporting/stats";

    private const int DefaultLimit = 30;

    public static readonly QuerySpec Query = QuerySpec.None
        .Text("cursor", 4096, "The position of a page, from meta.next_cursor or meta.prev_cursor. Absent: the first page.")
        .Integer("limit", 1, 10_000, "Rows of a page; 30 when absent.");

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapPost(Path, HandleAsync).RequireScope(Scope.StatisticsRead, Right.Read).Takes(Query).Produces<StatsResource>();

    private static async Task<IResult> HandleAsync(Input<StatsRequest> input, QueryValues query, Actor actor, AskReport ask, HttpContext http, CancellationToken cancellationToken)
    {
        var asked = await ask.RunAsync(input, query, http.AsksForExtensions(), actor, cancellationToken);
        if (asked is { Failure: null, Value.IsComplete: false })
        {
            http.Response.Headers[AnswerReport.BehindHeader] = AnswerReport.Behind;
        }

        return asked.ToOk(Msg, page => page.Resource);
    }

    public async Task<Result<(StatsResource Resource, bool IsComplete)>> RunAsync(
        Input<StatsRequest> input, QueryValues values, bool withExtensions, Actor actor, CancellationToken cancellationToken)
    {
        var cursor = values.Text("cursor");
        var offset = cursor is null ? 0 : ReportCursor.Read(cursor);
        input.Errors.AddIf(offset is null, "cursor", "Not a valid cursor.");
        var query = ReadReportQuery.Run(input.Value.Query, withExtensions, actor.AccountId, input.Errors);
        if (input.Errors.Any || query is null || offset is null)
        {
            return Failure.Invalid(input.Errors);
        }

        var limit = (int)(values.Integer("limit") ?? DefaultLimit);
        var answer = await answerReport.RunAsync(query, offset.Value, limit, actor.AccountId, cancellationToken);
        return answer.Map(page => (Resource(query, page, offset.Value, limit), page.IsComplete));
    }

    private static StatsResource Resource(ReportQuery query, ReportAnswer page, long offset, int limit) => new(
        "list",
        $"/api{Path}",
        ReportRows.Write(query, page.Rows),
        new StatsMeta(
            query.AskedScope,
            offset > 0 ? ReportCursor.Prev(Math.Max(0, offset - limit)) : null,
            offset + page.Rows.Count < page.Total ? ReportCursor.Next(offset + page.Rows.Count) : null,
            page.Total,
            offset,
            limit));
}
