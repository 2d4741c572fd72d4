using Antiphon.Audit.Chain;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Query;
using Antiphon.Identity;

namespace Antiphon.Audit;

/// <summary>
/// Gives the audit log out whole, oldest first, as lines of JSON or as CSV, for admins. It is sent page by page as it is read, so its size costs no memory.
/// </summary>
internal sealed class ExportAudit(DeskDb db, ChainEntries chainEntries)
{
    private const string Csv = "csv";
    private const int Step = 1_000;

    private static readonly QuerySpec Query = AuditFilter.Takes(QuerySpec.None.Choice("format", ["ndjson", Csv], "Lines of JSON (the default), or CSV with a line of names."));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/audit/export", HandleAsync).RequireScope(Scope.AccountRead, Right.Administer).Takes(Query).Extension().Produces(StatusCodes.Status200OK);

    private static async Task<IResult> HandleAsync(QueryValues query, Actor actor, ExportAudit export, HttpContext http, CancellationToken cancellationToken)
    {
        var isCsv = query.Text("format") is Csv;
        http.Response.ContentType = isCsv ? "text/csv; charset=utf-8" : "application/x-ndjson";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"audit.{(isCsv ? Csv : "ndjson")}\"";
        await export.RunAsync(query, actor, new AuditLines(http.Response.BodyWriter, isCsv), cancellationToken);
        return Results.Empty;
    }

    public Task RunAsync(QueryValues query, Actor actor, AuditLines lines, CancellationToken cancellationToken) => RunAsync(AuditFilter.Of(query), actor, lines, cancellationToken);

    /// <summary>With a condition of one's own; for the command line.</summary>
    public async Task RunAsync(Sql filter, Actor actor, AuditLines lines, CancellationToken cancellationToken)
    {
        await chainEntries.RunAsync(actor.AccountId, cancellationToken);
        // What is written meanwhile is not waited for, or a busy desk would never come to an end.
        var last = await db.SingleAsync($"select coalesce(max(number), 0) from audit_log where account_id = {actor.AccountId}", row => row.GetInt64(0), cancellationToken);
        lines.Begin();
        var after = 0L;
        List<ChainedEntry> rows;
        do
        {
            rows = await db.ListAsync(
                $"""
                select {ChainedEntry.Columns:raw} from audit_log
                where account_id = {actor.AccountId} and number > {after} and number <= {last}{filter} order by number limit {Step}
                """,
                ChainedEntry.Read,
                cancellationToken);
            foreach (var row in rows)
            {
                lines.Add(row);
                after = row.Number;
            }

            await lines.FlushAsync(cancellationToken);
        }
        while (rows.Count == Step);
    }
}
