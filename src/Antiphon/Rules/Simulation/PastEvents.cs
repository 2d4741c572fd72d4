using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events.Dispatch;

namespace Antiphon.Rules.Simulation;

/// <summary>The events of the past on which a rule is tried.</summary>
internal static class PastEvents
{
    /// <summary>Of one ticket the latest count; a conversation of years must not fill the answer.</summary>
    public const int MostOfOneTicket = 20;

    /// <summary>Which ticket an event is about; null for none.</summary>
    public const string TicketOf = "case when e.object_type = 'Ticket' then e.object_id when e.object_type in ('TicketMessage', 'SatisfactionSurvey') then (e.data ->> 'ticket_id')::bigint end";

    private const string Columns = "e.account_id, e.id, 'Ticket', " + TicketOf + ", 0, e.chain, e.context, e.created_at, e.data, e.object_id, e.object_type, e.type, e.user_id, e.origin, e.actor, e.actor_id";

    /// <summary>
    /// The events of these types in the period, by ticket and in order. What rules caused is left out: it comes again by itself when it would. So is what was
    /// imported, on which no rule runs. The tickets are chosen by windows alone: a join of what was found with itself took minutes where the planner knew
    /// nothing of the tables yet.
    /// </summary>
    public static async Task<List<IGrouping<long, QueuedEvent>>> OfPeriodAsync(
        DeskDb db, long accountId, string[] types, DateTimeOffset from, DateTimeOffset to, long[]? tickets, int most, CancellationToken cancellationToken)
    {
        var only = tickets is null ? Sql.Empty : Sql.Of($" and happened.ticket_id = any({tickets})");
        var events = await db.ListAsync(
            $"""
            select {Columns:raw} from (
              select ranked.id, ranked.ticket_id, dense_rank() over (order by ranked.latest desc) recency from (
                select happened.id, happened.ticket_id, row_number() over (partition by happened.ticket_id order by happened.id desc) place, max(happened.id) over (partition by happened.ticket_id) latest
                from (
                  select e.id, {TicketOf:raw} ticket_id from events e
                  where e.account_id = {accountId} and e.type = any({types}) and e.created_at between {from} and {to} and coalesce(e.chain, 0) = 0 offset 0) happened
                join tickets t on t.account_id = {accountId} and t.id = happened.ticket_id and not t.imported
                where true{only}) ranked
              where ranked.place <= {MostOfOneTicket}) placed
            join events e on e.account_id = {accountId} and e.id = placed.id
            where placed.recency <= {most} order by e.id
            """,
            QueuedEvent.Read,
            cancellationToken);
        return [.. events.GroupBy(queued => queued.SubjectId)];
    }

    /// <summary>What rules caused in the open transaction after a place in the log, for the same cause and ticket.</summary>
    public static Task<List<QueuedEvent>> CausedAsync(DeskDb db, QueuedEvent first, long after, CancellationToken cancellationToken) => db.ListAsync(
        $"""
        select {Columns:raw} from events e
        where e.account_id = {first.AccountId} and e.id > {after} and e.context = {first.Event.Context} and e.chain > 0 and {TicketOf:raw} = {first.SubjectId}
        order by e.id
        """,
        QueuedEvent.Read,
        cancellationToken);
}
