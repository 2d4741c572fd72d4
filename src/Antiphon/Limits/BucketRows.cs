using Antiphon.Data;
using Npgsql;

namespace Antiphon.Limits;

/// <summary>
/// The shared rows: one for each account and kind of credential, drained by the clock of the database. One statement brings what a node
/// admitted and lets in as many of its waiting requests as still fit.
/// </summary>
internal sealed class BucketRows(NpgsqlDataSource source)
{
    public async Task<IReadOnlyList<BucketReply>> SyncAsync(IReadOnlyList<BucketPush> pushes, CancellationToken cancellationToken)
    {
        var replies = await ApplyAsync(pushes, cancellationToken);
        if (replies.Count < pushes.Count)
        {
            // The first time that these accounts call, or the first time since the database crashed (the table is unlogged). The rows are made
            // by a statement of their own: made and locked in one transaction, two nodes could wait for each other.
            var fresh = pushes.Where(push => !replies.ContainsKey(push.Key)).ToList();
            await MakeAsync(fresh, cancellationToken);
            foreach (var (key, reply) in await ApplyAsync(fresh, cancellationToken))
            {
                replies.Add(key, reply);
            }
        }

        return replies.Count == pushes.Count
            ? [.. pushes.Select(push => replies[push.Key])]
            : throw new NpgsqlException("Rows of limit_buckets vanished while they were used.");
    }

    private async Task<Dictionary<BucketKey, BucketReply>> ApplyAsync(IReadOnlyList<BucketPush> pushes, CancellationToken cancellationToken)
    {
        long[] spent = [.. pushes.Select(push => push.SpentInTenths)];
        long[] wanted = [.. pushes.Select(push => (long)push.Wanted)];
        long[] sizes = [.. pushes.Select(push => (long)push.Rate.Size)];
        long[] windows = [.. pushes.Select(push => (long)push.Rate.WindowSeconds)];

        // The rows are locked in the order of their keys, so that two nodes never wait for each other in a circle.
        // Whole numbers throughout: millionths of a token, microseconds, and a drain that is rounded down.
        var rows = await new DeskDb(source).ListAsync($"""
            with pushed as (
                select * from unnest({Accounts(pushes)}, {Kinds(pushes)}, {spent}, {wanted}, {sizes}, {windows})
                    as p (account_id, credential_kind, spent, wanted, size, window_seconds)),
            locked as materialized (
                select p.*, b.level, b.drained_at
                from pushed p join limit_buckets b on b.account_id = p.account_id and b.credential_kind = p.credential_kind
                order by b.account_id, b.credential_kind
                for update of b),
            timed as materialized (
                select *, greatest(drained_at, clock_timestamp()) as at from locked),
            filled as (
                select *, spent * 100000 + greatest(0, level
                    - least(extract(epoch from at - drained_at) * 1000000, 86400000000)::bigint * size / window_seconds) as filled
                from timed),
            decided as (
                select *, least(wanted, greatest(0, (size * 1000000 - filled) / 1000000)) as granted from filled)
            update limit_buckets b set level = d.filled + d.granted * 1000000, drained_at = d.at
            from decided d where b.account_id = d.account_id and b.credential_kind = d.credential_kind
            returning b.account_id, b.credential_kind, b.level, d.granted
            """, row => (Key: new BucketKey(row.GetInt64(0), (CredentialKind)row.GetInt32(1)), Reply: new BucketReply(row.GetInt64(2), (int)row.GetInt64(3))), cancellationToken);
        return rows.ToDictionary(row => row.Key, row => row.Reply);
    }

    private Task<int> MakeAsync(List<BucketPush> pushes, CancellationToken cancellationToken) => new DeskDb(source).ExecuteAsync($"""
        insert into limit_buckets (account_id, credential_kind, level, drained_at)
        select account_id, credential_kind, 0, clock_timestamp()
        from unnest({Accounts(pushes)}, {Kinds(pushes)}) as p (account_id, credential_kind)
        order by account_id, credential_kind
        on conflict (account_id, credential_kind) do nothing
        """, cancellationToken);

    private static long[] Accounts(IReadOnlyList<BucketPush> pushes) => [.. pushes.Select(push => push.Key.AccountId)];

    private static int[] Kinds(IReadOnlyList<BucketPush> pushes) => [.. pushes.Select(push => (int)push.Key.Kind)];
}
