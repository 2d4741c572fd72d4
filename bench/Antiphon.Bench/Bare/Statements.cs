using Antiphon.Customers;
using Antiphon.Data;
using Antiphon.Messages;
using Antiphon.Tickets;

namespace Antiphon.Bench.Bare;

/// <summary>The statements of the measured routes.</summary>
internal static class Statements
{
    private const string PageAndOne = "31";
    private const string ConversationAndOne = "101";

    private static readonly Sql NewTicket = Sql.Of($"(select currval('tickets_id_seq'))");
    private static readonly Sql NewMessage = Sql.Of($"(select currval('messages_id_seq'))");
    private static readonly Sql Newest = Sql.Of($" order by tickets.created_at desc, tickets.id desc limit {PageAndOne:raw}");

    public static Statement ListTickets { get; } = new(Ticket.Select(Statement.Account, Statement.Reader) + Newest);

    public static Statement ListTicketsOfCustomer { get; } = new(Ticket.Select(Statement.Account, Statement.Reader) + Sql.Of($" and tickets.customer_id = {Statement.Id}") + Newest);

    public static Statement[] GetTicket { get; } = Detail(Sql.Of($"{Statement.Id}"));

    public static Statement[] GetNewTicket { get; } = Detail(NewTicket);

    public static Statement[] ListTicketMessages { get; } =
    [
        new(Sql.Of($"select id from tickets where account_id = {Statement.Account} and id = {Statement.Id}")),
        new(MessageReading.Select(Statement.Account) + Sql.Of($" and m.ticket_id = {Statement.Id} order by m.created_at asc, m.id asc limit {ConversationAndOne:raw}")),
    ];

    public static Statement ListMessages { get; } = new(MessageReading.Select(Statement.Account) + Sql.Of($" order by m.created_at desc, m.id desc limit {PageAndOne:raw}"));

    public static Statement GetNewMessage { get; } = new(MessageReading.Select(Statement.Account) + Sql.Of($" and m.id = {NewMessage}"));

    public static Statement FindCustomer { get; } = new(Sql.Of(
        $"""
        select {Customer.Columns:raw} from customers where account_id = {Statement.Account}
         and id = (select customer_id from customer_channels where account_id = {Statement.Account} and type = {CustomerChannel.Email} and lower(address) = lower({Statement.Text}))
         order by created_at desc, id desc limit {PageAndOne:raw}
        """));

    private static Statement[] Detail(Sql id) =>
    [
        new(Ticket.Select(Statement.Account, Statement.Reader) + Sql.Of($" and tickets.id = {id}")),
        .. CustomerReading.Statements(Statement.Account, Sql.Of($"select customer_id from tickets where account_id = {Statement.Account} and id = {id}")).Select(sql => new Statement(sql)),
        new(MessageReading.Select(Statement.Account) + Sql.Of($" and m.ticket_id = {id} and m.deleted_at is null order by m.created_at, m.id")),
    ];
}
