using Antiphon.Data;

namespace Antiphon.Accounts.WorkingHours;

/// <summary>Which calendar counts for a ticket: that of the first of its integrations that names one.</summary>
internal static class TicketCalendar
{
    /// <summary>The id of the calendar of a row named <c>tickets</c>; null where the account's own counts.</summary>
    public static Sql Of(long accountId) => Sql.Of(
        $"""
        (select i.business_hours_id from unnest(tickets.integration_ids) with ordinality used (id, place)
         join integrations i on i.account_id = {accountId} and i.id = used.id where i.business_hours_id is not null order by used.place limit 1)
        """);

    /// <summary>The calendars of tickets, without those for which the account's own counts.</summary>
    public static async Task<IReadOnlyDictionary<long, long?>> ListAsync(DeskDb db, long accountId, long[] tickets, CancellationToken cancellationToken)
    {
        var rows = await db.ListAsync(
            $"select id, {Of(accountId)} from tickets where account_id = {accountId} and id = any({tickets}) and integration_ids <> '{{}}'", row => (Id: row.GetInt64(0), Calendar: row.Long(1)), cancellationToken);
        return rows.Where(row => row.Calendar is not null).ToDictionary(row => row.Id, row => row.Calendar);
    }
}
