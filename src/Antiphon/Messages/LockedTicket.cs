using Antiphon.Data;

namespace Antiphon.Messages;

/// <summary>
/// What messages need to know of their ticket. Whatever changes a ticket's messages locks the ticket first, so that changes of one conversation follow
/// each other and what the ticket keeps of its messages is never computed from half of them.
/// </summary>
internal sealed record LockedTicket(long Id, long? CustomerId, string? Subject, string Status, long? AssigneeUserId, bool AssignsWhoAnswers, bool UnassignsOnReply)
{
    /// <summary>The ticket, locked until the open transaction ends; null when there is none.</summary>
    public static Task<LockedTicket?> FindAsync(DeskDb db, long accountId, long id, CancellationToken cancellationToken) => db.FirstOrDefaultAsync<LockedTicket?>(
        $"""
        select id, customer_id, subject, status, assignee_user_id,
               coalesce(settings.data -> 'auto_assign_ticket_to_responding_agent' = 'true', false), coalesce(settings.data -> 'unassign_on_reply' = 'true', false)
        from tickets left join (select data from account_settings where account_id = {accountId} and type = 'ticket-assignment') settings on true
        where account_id = {accountId} and id = {id} for update of tickets
        """,
        row => new LockedTicket(row.GetInt64(0), row.Long(1), row.Text(2), row.GetString(3), row.Long(4), row.GetBoolean(5), row.GetBoolean(6)),
        cancellationToken);
}
