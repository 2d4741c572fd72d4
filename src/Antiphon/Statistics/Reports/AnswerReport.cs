using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Statistics.Counting;
using Npgsql;

namespace Antiphon.Statistics.Reports;

/// <summary>A page of the answer to a question.</summary>
/// <param name="Rows">Values in the order of the columns: the bucket, the dimensions, the measures.</param>
/// <param name="Total">How many rows there are.</param>
/// <param name="IsComplete">Whether every committed event is counted.</param>
internal sealed record ReportAnswer(IReadOnlyList<object?[]> Rows, long Total, bool IsComplete);

/// <summary>
/// Answers a question from what was counted. What is committed is counted first, so that whoever has written sees it; only when very much waits, such as after
/// an import, the answer says that it is behind.
/// </summary>
internal sealed class AnswerReport(DeskDb db, CountEvents countEvents, ReadWorkingTime readWorkingTime)
{
    /// <summary>Set on an answer for which not everything was counted.</summary>
    public const string BehindHeader = "Antiphon-Statistics";

    public const string Behind = "counting";

    private const int MostPasses = 10;

    public async Task<Result<ReportAnswer>> RunAsync(ReportQuery query, long offset, int limit, long accountId, CancellationToken cancellationToken)
    {
        if (!query.Scope.IsFed)
        {
            var nothing = ReportSql.Groups(query).Count > 0 ? Array.Empty<object?[]>() : [new object?[ReportSql.Width(query)]];
            return new ReportAnswer([.. nothing.Skip((int)Math.Min(offset, 1)).Take(limit)], nothing.Length, IsComplete: true);
        }

        var isBehind = await countEvents.RunAsync(accountId, MostPasses, cancellationToken);
        try
        {
            await using var transaction = await db.BeginAsync(cancellationToken);
            await db.ExecuteAsync(Planner.LargeSorts, cancellationToken);
            if (query.ReadsOneTable)
            {
                await db.ExecuteAsync(Planner.OneTable, cancellationToken);
            }

            var rows = await StatementAsync(query, accountId, cancellationToken);
            var width = ReportSql.Width(query);
            var page = await db.ListAsync(ReportSql.Page(rows, query, offset, limit), row => (Values: ReportRows.Read(row, width), Total: row.GetInt64(width)), cancellationToken);
            var total = page.Count > 0 ? page[0].Total : offset == 0 ? 0 : await db.SingleAsync($"select count(*) from ({rows}) found", row => row.GetInt64(0), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new ReportAnswer([.. page.Select(row => row.Values)], total, !isBehind);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidParameterValue && e.MessageText.Contains("time zone", StringComparison.Ordinal))
        {
            return Failure.Invalid("query.timezone", "Not a known time zone: use an IANA name such as Europe/Paris.");
        }
    }

    /// <summary>The statement of all rows.</summary>
    public async Task<Sql> StatementAsync(ReportQuery query, long accountId, CancellationToken cancellationToken) =>
        ReportSql.Rows(query, query.UsesWorkingTime ? await readWorkingTime.RunAsync(accountId, query.Period, cancellationToken) : WorkingTime.Always, accountId);
}
