using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Identity;

namespace Antiphon.Tickets;

/// <summary>What happens to tickets and messages when their customer goes. The statements belong to the transaction of that cause.</summary>
internal static class CustomerTickets
{
    /// <summary>Answers one row: whether any of the customers has a ticket.</summary>
    public static Sql Exist(long accountId, long[] customers) =>
        Sql.Of($"select exists (select from tickets where account_id = {accountId} and customer_id = any({customers}))");

    /// <summary>
    /// Deletes the customers' tickets, each with its event. Their messages in the tickets of others stay, from and to nobody, and whoever follows the changes sees that.
    /// The customers' rows must be locked: whoever writes a message of theirs holds them.
    /// </summary>
    public static IReadOnlyList<Sql> Delete(Actor actor, long[] customers, DateTimeOffset at) =>
    [
        Sql.Of(
            $"""
            with deleted as (delete from tickets where account_id = {actor.AccountId} and customer_id = any({customers}) returning id)
            {EventLog.Of(actor, EventType.TicketDeleted, EventObject.Ticket, at, Sql.Of($"select id, null::jsonb from deleted order by id"))}
            """),
        Sql.Of($"update messages set sender_customer_id = null where account_id = {actor.AccountId} and sender_customer_id = any({customers})"),
        Sql.Of($"update messages set receiver_customer_id = null where account_id = {actor.AccountId} and receiver_customer_id = any({customers})"),
    ];

    /// <summary>
    /// Hands everything of one customer to another. The tickets themselves did not change, so they keep their time of update and get no event: the merge
    /// has one that names both customers.
    /// </summary>
    public static IReadOnlyList<Sql> Move(long accountId, long source, long target) =>
    [
        Sql.Of($"update tickets set customer_id = {target} where account_id = {accountId} and customer_id = {source}"),
        Sql.Of($"update messages set sender_customer_id = {target} where account_id = {accountId} and sender_customer_id = {source}"),
        Sql.Of($"update messages set receiver_customer_id = {target} where account_id = {accountId} and receiver_customer_id = {source}"),
    ];
}
