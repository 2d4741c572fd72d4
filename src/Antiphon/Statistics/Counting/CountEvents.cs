using Antiphon.Data;

namespace Antiphon.Statistics.Counting;

/// <summary>
/// Brings events into the statistics, each once. An event is marked in its own transaction and so is seen when that has committed, whatever its number; who
/// counts holds the lock of the account, and makes the rows of every ticket that the events are about anew from what is there by then.
/// </summary>
internal sealed class CountEvents(DeskDb db)
{
    /// <summary>Most events and tickets of one pass, so that it holds the lock for a fraction of a second.</summary>
    private const int MostEvents = 5_000;
    private const int MostTickets = 1_000;

    // So few are counted soon, however they are planned.
    private const int FewTickets = 30;

    /// <summary>Counts what is committed, in so many passes at most; answers whether anything is left.</summary>
    public async Task<bool> RunAsync(long accountId, int passes, CancellationToken cancellationToken)
    {
        // Mostly nothing waits, and then nobody needs the lock. What comes while a pass runs is not waited for, or there would be no end to it where much happens.
        var isMore = await IsBehindAsync(accountId, cancellationToken);
        for (; isMore && passes > 0; passes--)
        {
            isMore = await PassAsync(accountId, cancellationToken);
        }

        return isMore;
    }

    /// <summary>Takes the lock that all who write statistics take; it is a statement of its own, because the next one must see what committed meanwhile.</summary>
    public static IReadOnlyList<Sql> Lock(long accountId) =>
    [
        Sql.Of($"insert into statistic_states (account_id) values ({accountId}) on conflict do nothing"),
        Sql.Of($"select account_id from statistic_states where account_id = {accountId} for update"),
    ];

    private Task<bool> IsBehindAsync(long accountId, CancellationToken cancellationToken) => db.SingleAsync(
        $"""
        select exists (select from statistic_marks where account_id = {accountId}) or exists (select from statistic_sla_marks where account_id = {accountId})
          or exists (select from statistic_stale where account_id = {accountId})
        """,
        row => row.GetBoolean(0), cancellationToken);

    /// <summary>Counts as much as one pass may; answers whether more than that was there.</summary>
    private async Task<bool> PassAsync(long accountId, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        var (isFull, tickets) = await db.BatchAsync(
            [.. Lock(accountId), Take(accountId), Bots(accountId), Stale(accountId)],
            async (results, token) =>
            {
                _ = await results.ListAsync(row => row.GetInt64(0), token);
                return (await results.FirstOrDefaultAsync(row => row.GetBoolean(0), token), (await results.ListAsync(row => row.GetInt64(0), token)).ToArray());
            },
            cancellationToken);
        if (tickets.Length > 0)
        {
            await KnowAsync(tickets.Length, cancellationToken);
            await db.BatchAsync(
                [
                    .. CountedTable.All.SelectMany(table => table.Replace(accountId, tickets)),
                    Sql.Of(
                        $"""
                        delete from statistic_moments m where m.account_id = {accountId} and m.ticket_id = any({tickets})
                          and not exists (select from tickets t where t.account_id = {accountId} and t.id = m.ticket_id)
                        """),
                ],
                (_, _) => Task.FromResult(true),
                cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return isFull || tickets.Length == MostTickets;
    }

    /// <summary>
    /// Looks at tables that nobody has looked at yet. Until autovacuum does, a minute later, the planner takes each condition to leave next to nothing, and compares every
    /// ticket with every other: the three hundred of a demo shop took a quarter of a minute.
    /// </summary>
    private async Task KnowAsync(int tickets, CancellationToken cancellationToken)
    {
        if (tickets > FewTickets && await db.SingleAsync(
            $"select exists (select from pg_class where oid = any(array['tickets', 'messages', 'users', 'statistic_moments']::regclass[]) and reltuples < 0)", row => row.GetBoolean(0), cancellationToken))
        {
            await db.ExecuteAsync($"analyze tickets, messages, users, statistic_moments", cancellationToken);
        }
    }

    // What is kept of the events, and which tickets they are about: of a tag that is gone, all that had it, as the table says that is written first. A tag that
    // goes while a pass writes may still be in that one and in none of the others, never the other way round. Events are looked up one by one by their ids: whoever plans
    // this knows of no event that is newer than its last look, and would compare all that are taken with all that there are.
    private static Sql Take(long accountId) => Sql.Of(
        $"""
        with taken as (
          delete from statistic_marks
          where account_id = {accountId} and event_id = any(array(select event_id from statistic_marks where account_id = {accountId} order by event_id limit {MostEvents}))
          returning event_id),
        happened as (select e.type, e.object_type, e.object_id, e.data from taken join events e on e.account_id = {accountId} and e.id = taken.event_id),
        acted as (
          insert into statistic_acts (account_id, ticket_id, user_id, slot)
          select distinct {accountId}, a.ticket_id, a.user_id, a.slot
          from taken cross join lateral (select * from statistic_acts_of_events e where e.account_id = {accountId} and e.event_id = taken.event_id offset 0) a
          on conflict do nothing),
        noted as (
          insert into statistic_moments (account_id, ticket_id, event_id, kind, at, actor, user_id, subject_ids)
          select {accountId}, m.ticket_id, m.event_id, m.kind, m.at, m.actor, m.user_id, m.subject_ids
          from taken cross join lateral (select * from statistic_moments_of_events e where e.account_id = {accountId} and e.event_id = taken.event_id offset 0) m
          join tickets t on t.account_id = {accountId} and t.id = m.ticket_id
          on conflict do nothing),
        clocked as (
          delete from statistic_sla_marks
          where account_id = {accountId} and id = any(array(select id from statistic_sla_marks where account_id = {accountId} order by id limit {MostEvents}))
          returning ticket_id),
        gone as (
          select array(
            select tag from statistic_tickets s cross join unnest(s.tag_ids) tag
            where s.account_id = {accountId} and exists (select from happened where type in ('tag-deleted', 'tag-merged'))
            except select t.id from tags t where t.account_id = {accountId}) ids),
        stale as (
          insert into statistic_stale (account_id, ticket_id)
          select {accountId}, touched.ticket_id from (
            select object_id ticket_id from happened where object_type = 'Ticket'
            union select ticket_id from clocked
            union select (data ->> 'ticket_id')::bigint from happened where object_type in ('TicketMessage', 'SatisfactionSurvey') and data ? 'ticket_id'
            union select s.ticket_id from statistic_tickets s
            where s.account_id = {accountId} and (select cardinality(ids) > 0 from gone) and s.tag_ids && (select ids from gone)) touched
          where touched.ticket_id is not null
          on conflict do nothing)
        select (select count(*) from taken) = {MostEvents} or (select count(*) from clocked) = {MostEvents}
        """);

    // Whoever becomes a bot, or stops being one, was one all along: what they wrote and closed is looked at again.
    private static Sql Bots(long accountId) => Sql.Of(
        $"""
        with now as (select coalesce(array_agg(id order by id), '{EmptyArray:raw}') ids from users where account_id = {accountId} and role = 'bot'),
        before as (select bot_ids ids from statistic_states where account_id = {accountId}),
        turned as (
          select id from now, before, unnest(now.ids || before.ids) id where now.ids <> before.ids and (id = any(now.ids)) <> (id = any(before.ids))),
        told as (update statistic_states set bot_ids = now.ids from now where account_id = {accountId} and bot_ids <> now.ids)
        insert into statistic_stale (account_id, ticket_id)
        select {accountId}, ticket_id from (
          select ticket_id from statistic_messages where account_id = {accountId} and from_agent and agent_id in (select id from turned)
          union select ticket_id from statistic_messages where account_id = {accountId} and answered_by in (select id from turned)
          union select ticket_id from statistic_closes where account_id = {accountId} and closed_by in (select id from turned)
          union select ticket_id from statistic_acts where account_id = {accountId} and ticket_id > 0 and user_id in (select id from turned)) theirs
        where exists (select from turned)
        on conflict do nothing
        """);

    private const string EmptyArray = "{}";

    private static Sql Stale(long accountId) => Sql.Of(
        $"""
        delete from statistic_stale
        where account_id = {accountId} and ticket_id = any(array(select ticket_id from statistic_stale where account_id = {accountId} order by ticket_id limit {MostTickets}))
        returning ticket_id
        """);
}
