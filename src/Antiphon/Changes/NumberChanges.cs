using Antiphon.Data;
using Antiphon.Sandbox.Clock;

namespace Antiphon.Changes;

/// <summary>
/// Gives committed changes their numbers. A number is given after the commit and under a lock that all who give numbers take, so whoever has read up to a
/// number has seen everything up to it, for good; and a transaction that was undone leaves no hole. Several changes of one object become one.
/// </summary>
internal sealed class NumberChanges(DeskDb db, TimeProvider clock)
{
    /// <summary>Most changes that one pass takes, so that it holds the lock for a fraction of a second.</summary>
    private const int Most = 10_000;

    // Which event belongs to a change is looked for among the newest of the object; one with more of them in one transaction names nobody.
    private const int Events = 20;

    /// <summary>Makes one pass, and answers whether more may be waiting.</summary>
    public async Task<bool> RunAsync(long accountId, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        // The lock is a statement of its own: the next one must see what committed while this one waited.
        var taken = await db.BatchAsync(
            [
                Sql.Of($"insert into change_counters (account_id) values ({accountId}) on conflict do nothing"),
                Sql.Of($"select newest from change_counters where account_id = {accountId} for update"),
                Numbering(accountId),
            ],
            async (results, token) =>
            {
                await results.ListAsync(row => row.GetInt64(0), token);
                return await results.FirstOrDefaultAsync(row => row.GetInt64(0), token);
            },
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return taken >= Most;
    }

    // How many wait is known to nobody who plans this. Nothing in it is compared with all the rest: what is looked up in a list of the statement itself is looked up
    // by a full join, which can only be done by hashing (and stays one, because what leaves rows out again is true of no row that is not there).
    private Sql Numbering(long accountId) => Sql.Of(
        $"""
        with taken as (
          delete from changes_pending where account_id = {accountId} and id = any(array(select id from changes_pending where account_id = {accountId} order by id limit {Most}))
          returning id, type, object_type, object_id, ticket_id, merged_into, hidden, transaction, changed_at),
        combined as (
          select max(id) id, object_type, object_id, max(ticket_id) ticket_id, max(merged_into) merged_into, coalesce(bool_and(hidden), true) hidden,
            case when bool_or(type = 'merged') then 'merged' when bool_or(type = 'deleted') then 'deleted' when bool_or(type = 'created') then 'created' else 'updated' end type,
            (array_agg(transaction order by id desc))[1] transaction, (array_agg(changed_at order by id desc))[1] changed_at
          from taken group by object_type, object_id),
        causes as (
          select distinct on (wanted.transaction) wanted.transaction, cause.user_id, cause.actor, cause.actor_id, cause.context
          from (select distinct transaction, object_type, object_id from taken) wanted cross join lateral (
            select recent.user_id, recent.actor, recent.actor_id, recent.context
            from (
              select * from events where account_id = {accountId} and object_type = wanted.object_type and object_id = wanted.object_id
              order by created_at desc, id desc limit {Events}) recent
            where recent.transaction = wanted.transaction limit 1) cause
          order by wanted.transaction),
        counted as (
          update change_counters set newest = newest + (select count(*) from combined) where account_id = {accountId}),
        numbered as (
          insert into changes (account_id, sequence, type, object_type, object_id, ticket_id, merged_into, hidden, user_id, actor, actor_id, context, changed_at, numbered_at)
          select {accountId}, (select newest from change_counters where account_id = {accountId}) + row_number() over (order by combined.id),
            combined.type, combined.object_type, combined.object_id, combined.ticket_id, combined.merged_into, combined.hidden,
            causes.user_id, causes.actor, causes.actor_id, causes.context, combined.changed_at, {clock.NowOf(accountId)}
          from combined full join causes using (transaction) where coalesce(combined.id, 0) > 0)
        select count(*) from taken
        """);
}
