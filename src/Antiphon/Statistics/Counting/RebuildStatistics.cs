using Antiphon.Data;

namespace Antiphon.Statistics.Counting;

/// <summary>
/// Makes the statistics of an account anew, as far as its events reach back: what is kept of them is thrown away and read again, and every ticket is counted
/// again. What was kept of events that are no longer there stays. Everything may run meanwhile; reports show the old rows until a ticket's new ones are there.
/// </summary>
internal sealed class RebuildStatistics(DeskDb db, CountEvents countEvents, TimeProvider clock)
{
    private const int Passes = 10;

    /// <param name="accountId">The account.</param>
    /// <param name="tell">Is told how many tickets are left.</param>
    /// <param name="cancellationToken">Ends it between two steps; what is left is counted by whoever counts next.</param>
    public async Task<long> RunAsync(long accountId, Func<long, Task> tell, CancellationToken cancellationToken)
    {
        await using (var transaction = await db.BeginAsync(cancellationToken))
        {
            var now = clock.Now();
            await db.BatchAsync(
                [
                    .. CountEvents.Lock(accountId),
                    Sql.Of($"delete from statistic_moments where account_id = {accountId} and event_id >= (select min(id) from events where account_id = {accountId})"),
                    Sql.Of($"delete from statistic_acts where account_id = {accountId} and slot > (select date_bin('5 minutes', min(created_at), 'epoch') from events where account_id = {accountId})"),
                    Sql.Of(
                        $"""
                        insert into statistic_moments (account_id, ticket_id, event_id, kind, at, actor, user_id, subject_ids)
                        select {accountId}, m.ticket_id, m.event_id, m.kind, m.at, m.actor, m.user_id, m.subject_ids
                        from statistic_moments_of_events m join tickets t on t.account_id = {accountId} and t.id = m.ticket_id where m.account_id = {accountId}
                        on conflict do nothing
                        """),
                    Sql.Of(
                        $"""
                        insert into statistic_acts (account_id, ticket_id, user_id, slot)
                        select distinct {accountId}, a.ticket_id, a.user_id, a.slot from statistic_acts_of_events a where a.account_id = {accountId}
                        on conflict do nothing
                        """),
                    Sql.Of($"insert into statistic_stale (account_id, ticket_id) select {accountId}, id from tickets where account_id = {accountId} on conflict do nothing"),
                    .. CountedTable.All.Select(table => Sql.Of($"insert into statistic_stale (account_id, ticket_id) select distinct {accountId}, ticket_id from {table.Table} where account_id = {accountId} on conflict do nothing")),
                    Sql.Of($"update statistic_states set rebuilt_at = {now}, bot_ids = array(select id from users where account_id = {accountId} and role = 'bot' order by id) where account_id = {accountId}"),
                ],
                (_, _) => Task.FromResult(true),
                cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        var all = await LeftAsync(accountId, cancellationToken);
        while (await countEvents.RunAsync(accountId, Passes, cancellationToken))
        {
            await tell(await LeftAsync(accountId, cancellationToken));
        }

        return all;
    }

    private Task<long> LeftAsync(long accountId, CancellationToken cancellationToken) =>
        db.SingleAsync($"select count(*) from statistic_stale where account_id = {accountId}", row => row.GetInt64(0), cancellationToken);
}
