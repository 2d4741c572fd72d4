using System.Text.Json.Nodes;
using Antiphon.Data;
using Antiphon.Http;

namespace Antiphon.Changes;

/// <summary>Which changes are wanted.</summary>
internal sealed record ChangeFilter(int Limit, string[]? Types = null, string[]? ObjectTypes = null);

/// <summary>Changes by rising number, where to go on, and whether that is worth it at once.</summary>
internal sealed record ChangePage(IReadOnlyList<Change> Changes, long Next, bool HasMore);

/// <summary>Reads the feed of an account from a number on, for whomever: what a caller may see of it is decided afterwards.</summary>
internal sealed class ReadChanges(DeskDb db, NumberChanges numberChanges)
{
    private const string TooOld = "Changes after this sequence are no longer kept: read the lists anew and go on from newest.";
    private const string TooNew = "This sequence has not been reached: read the lists anew and go on from newest.";

    // A filter that almost nothing passes must not walk a month of changes in one request.
    private const int Window = 50_000;

    /// <summary>The number that everything committed until now is below or at.</summary>
    public async Task<long> NewestAsync(long accountId, CancellationToken cancellationToken)
    {
        while (await numberChanges.RunAsync(accountId, cancellationToken))
        {
            // as long as passes are full
        }

        return (await LookAsync(accountId, long.MaxValue - Window, new(0), cancellationToken)).Newest;
    }

    public async Task<Result<ChangePage>> RunAsync(long accountId, long after, ChangeFilter filter, CancellationToken cancellationToken)
    {
        after = Math.Min(after, long.MaxValue - Window);
        var look = await LookAsync(accountId, after, filter, cancellationToken);
        while (look.IsPending && look.Rows.Count <= filter.Limit && look.Newest < after + Window)
        {
            var more = await numberChanges.RunAsync(accountId, cancellationToken);
            look = await LookAsync(accountId, after, filter, cancellationToken);
            if (!more)
            {
                break;
            }
        }

        if (after < look.Forgotten || after > look.Newest)
        {
            return Failure.Gone(after < look.Forgotten ? TooOld : TooNew, new JsonObject { ["oldest"] = look.Forgotten, ["newest"] = look.Newest });
        }

        if (look.Rows.Count > filter.Limit)
        {
            look.Rows.RemoveAt(filter.Limit);
            return new ChangePage(look.Rows, look.Rows[^1].Sequence, HasMore: true);
        }

        // What is numbered between the two looks of one round trip may be above the newest of the first.
        var seen = Math.Max(Math.Min(look.Newest, after + Window), look.Rows.Count > 0 ? look.Rows[^1].Sequence : 0);
        return new ChangePage(look.Rows, seen, HasMore: seen < look.Newest);
    }

    private Task<Look> LookAsync(long accountId, long after, ChangeFilter filter, CancellationToken cancellationToken)
    {
        var types = filter.Types is { } wanted ? Sql.Of($" and type = any({wanted})") : Sql.Empty;
        var objects = filter.ObjectTypes is { } kinds ? Sql.Of($" and object_type = any({kinds})") : Sql.Empty;
        // The newest is read before the rows and the oldest after them: both may only err to the side that does no harm.
        return db.BatchAsync(
            [
                Sql.Of(
                    $"""
                    select coalesce((select newest from change_counters where account_id = {accountId}), 0),
                      exists (select from changes_pending where account_id = {accountId})
                    """),
                Sql.Of(
                    $"""
                    select {Change.Columns:raw} from changes where account_id = {accountId} and sequence > {after} and sequence <= {after + Window}{types}{objects}
                    order by sequence limit {filter.Limit + 1}
                    """),
                Sql.Of($"select coalesce((select forgotten from change_counters where account_id = {accountId}), 0)"),
            ],
            async (results, token) =>
            {
                var (newest, isPending) = await results.FirstOrDefaultAsync(row => (row.GetInt64(0), row.GetBoolean(1)), token);
                var rows = await results.ListAsync(Change.Read, token);
                return new Look(newest, isPending, rows, await results.FirstOrDefaultAsync(row => row.GetInt64(0), token));
            },
            cancellationToken);
    }

    private sealed record Look(long Newest, bool IsPending, List<Change> Rows, long Forgotten);
}
