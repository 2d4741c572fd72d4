using System.Data;
using Antiphon.Data;

namespace Antiphon.Statistics.Counting;

/// <summary>What a check has looked at and found.</summary>
/// <param name="Tickets">How many tickets were compared.</param>
/// <param name="Wrong">How many rows of each table are not what they should be; only tables with any.</param>
/// <param name="Last">The last ticket of the check; 0 when there was none.</param>
internal sealed record CountCheck(long Tickets, IReadOnlyDictionary<string, long> Wrong, long Last)
{
    public bool IsRight => Wrong.Count == 0;
}

/// <summary>
/// Compares the statistics with what they are made from. Tickets that wait to be counted are left out, and everything is seen as of one moment. What is wrong
/// is put right by counting its tickets again.
/// </summary>
internal sealed class CheckStatistics(DeskDb db)
{
    private const int Step = 1_000;

    /// <summary>Checks all tickets, and what is kept of events.</summary>
    public async Task<CountCheck> RunAsync(long accountId, CancellationToken cancellationToken)
    {
        var wrong = new Dictionary<string, long>(StringComparer.Ordinal);
        var (tickets, after) = (0L, 0L);
        await using var transaction = await db.BeginAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await NoteAsync(wrong, "statistic_moments", Sql.Of(
            $"""
            select (select count(*) from statistic_moments_of_events e join tickets t on t.account_id = e.account_id and t.id = e.ticket_id
                where e.account_id = {accountId} and not exists (select from statistic_marks w where w.account_id = {accountId} and w.event_id = e.event_id)
                  and not exists (select from statistic_moments m where m.account_id = {accountId} and m.ticket_id = e.ticket_id and m.event_id = e.event_id
                    and (m.kind, m.at, m.actor, m.user_id, m.subject_ids) is not distinct from (e.kind, e.at, e.actor, e.user_id, e.subject_ids)))
              + (select count(*) from statistic_moments m where m.account_id = {accountId} and m.event_id >= (select min(id) from events where account_id = {accountId})
                and not exists (select from events e where e.account_id = {accountId} and e.id = m.event_id))
            """), cancellationToken);
        await NoteAsync(wrong, "statistic_acts", Sql.Of(
            $"""
            select count(*) from statistic_acts_of_events e
            where e.account_id = {accountId} and not exists (select from statistic_marks w where w.account_id = {accountId} and w.event_id = e.event_id)
              and not exists (select from statistic_acts a where a.account_id = {accountId} and a.ticket_id = e.ticket_id and a.user_id = e.user_id and a.slot = e.slot)
            """), cancellationToken);
        while (await NextAsync(accountId, after, cancellationToken) is { Length: > 0 } ids)
        {
            await CompareAsync(accountId, ids, wrong, cancellationToken);
            (tickets, after) = (tickets + ids.Length, ids[^1]);
        }

        return new(tickets, wrong, after);
    }

    /// <summary>Checks some more tickets than last time, from the first again after the last, and lets what is wrong be counted again.</summary>
    public async Task<CountCheck> RunSomeAsync(long accountId, CancellationToken cancellationToken)
    {
        var wrong = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var transaction = await db.BeginAsync(cancellationToken);
        var after = await db.BatchAsync(
            [.. CountEvents.Lock(accountId), Sql.Of($"select checked_to from statistic_states where account_id = {accountId}")],
            async (results, token) =>
            {
                _ = await results.ListAsync(row => row.GetInt64(0), token);
                return await results.FirstOrDefaultAsync(row => row.GetInt64(0), token);
            },
            cancellationToken);
        var ids = await NextAsync(accountId, after, cancellationToken);
        await CompareAsync(accountId, ids, wrong, cancellationToken);
        if (wrong.Count > 0)
        {
            await db.ExecuteAsync($"insert into statistic_stale (account_id, ticket_id) select {accountId}, id from unnest({ids}) id on conflict do nothing", cancellationToken);
        }

        var last = ids.Length == Step ? ids[^1] : 0;
        await db.ExecuteAsync($"update statistic_states set checked_to = {last} where account_id = {accountId}", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(ids.Length, wrong, last);
    }

    // What waits is known to be old. A write that is not committed is seen neither here nor there.
    private async Task<long[]> NextAsync(long accountId, long after, CancellationToken cancellationToken) =>
    [
        .. await db.ListAsync(
            $"""
            select known.id from (
              (select id from tickets where account_id = {accountId} and id > {after} order by id limit {Step})
              union (select ticket_id from statistic_tickets where account_id = {accountId} and ticket_id > {after} order by ticket_id limit {Step})) known (id)
            order by known.id limit {Step}
            """,
            row => row.GetInt64(0),
            cancellationToken),
    ];

    private async Task CompareAsync(long accountId, long[] ids, Dictionary<string, long> wrong, CancellationToken cancellationToken)
    {
        var waiting = await db.ListAsync(
            $"""
            select ticket_id from statistic_stale where account_id = {accountId} and ticket_id = any({ids})
            union select ticket_id from statistic_sla_marks where account_id = {accountId} and ticket_id = any({ids})
            union select case when e.object_type = 'Ticket' then e.object_id else (e.data ->> 'ticket_id')::bigint end
            from statistic_marks w join events e on e.account_id = {accountId} and e.id = w.event_id
            where w.account_id = {accountId} and (e.object_type = 'Ticket' or e.data ? 'ticket_id')
            """,
            row => row.GetInt64(0),
            cancellationToken);
        long[] settled = [.. ids.Except(waiting)];
        foreach (var table in CountedTable.All)
        {
            await NoteAsync(wrong, table.Name, table.CountWrong(accountId, settled), cancellationToken);
        }
    }

    private async Task NoteAsync(Dictionary<string, long> wrong, string table, Sql count, CancellationToken cancellationToken)
    {
        if (await db.SingleAsync(count, row => row.GetInt64(0), cancellationToken) is > 0 and var found)
        {
            wrong[table] = wrong.GetValueOrDefault(table) + found;
        }
    }
}
