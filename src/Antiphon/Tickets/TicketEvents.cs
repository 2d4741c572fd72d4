using Antiphon.Contract;
using Antiphon.Customers;
using Antiphon.Data;
using Npgsql;

namespace Antiphon.Tickets;

/// <summary>The events of a ticket for its detail, which the official changelog removed and the switch <c>ticket_events</c> brings back.</summary>
internal static class TicketEvents
{
    private const int Most = 500;

    public static Sql Of(long accountId, long ticketId) => Sql.Of(
        $"""
        select e.id, e.type, e.data, e.created_at, u.id, u.email, u.name, u.meta
        from events e left join users u on u.account_id = {accountId} and u.id = e.user_id
        where e.account_id = {accountId} and e.object_type = {EventObject.Ticket} and e.object_id = {ticketId}
        order by e.created_at, e.id limit {Most}
        """);

    public static TicketEventResource Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.Long(4) is { } userId ? CustomerReading.Person(userId, row.Text(5), row.Text(6), row.Json(7)) : null,
        row.Json(2),
        row.Time(3));
}
