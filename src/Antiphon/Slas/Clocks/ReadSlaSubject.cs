using Antiphon.Accounts.WorkingHours;
using Antiphon.Contract;
using Antiphon.CustomFields.Values;
using Antiphon.Data;
using Antiphon.Slas.Policies;
using Npgsql;

namespace Antiphon.Slas.Clocks;

/// <summary>All that decides about a ticket's clocks, as it is now.</summary>
internal sealed record SlaFacts(TicketNow Ticket, TicketSla? Sla, DateTimeOffset? AskedAt, DateTimeOffset? AnsweredAt, IReadOnlyList<TicketTurn> Turns, IReadOnlyList<SlaPolicy> Policies);

/// <summary>A ticket as its clocks see it.</summary>
internal sealed record TicketNow(SlaSubject Subject, bool IsOpen, bool IsSnoozed, bool IsTrashed, bool IsSpam, bool IsImported, DateTimeOffset? ClosedAt, WorkingCalendar? Calendar)
{
    public bool IsLeftOut => IsTrashed || IsSpam;

    /// <summary>Whether it is done with, for the time being.</summary>
    public bool IsDone => !IsOpen && !IsSnoozed;
}

/// <summary>Locks a ticket and reads what decides about its clocks, in one round trip.</summary>
internal sealed class ReadSlaSubject(DeskDb db)
{
    /// <summary>Null when the ticket is gone.</summary>
    public Task<SlaFacts?> RunAsync(long accountId, long ticketId, CancellationToken cancellationToken) => db.BatchAsync<SlaFacts?>(
        [
            // In the order in which whoever does what is due holds them; each statement sees what was committed before it.
            Sql.Of($"select subject_id from due_work where account_id = {accountId} and kind = {DueSla.Work} and subject_id = {ticketId} for update"),
            Sql.Of($"select id from tickets where account_id = {accountId} and id = {ticketId} for no key update"),
            Ticket(accountId, ticketId),
            .. TicketSla.Select(accountId, ticketId),
            Answers(accountId, ticketId),
            Sql.Of(
                $"""
                select type, created_at from events
                where account_id = {accountId} and object_type = {EventObject.Ticket} and object_id = {ticketId} and type = any({TicketTurns.Types}) order by id
                """),
            SlaPolicy.Select(accountId) + Sql.Of($" and p.deactivated_at is null order by p.position, p.id"),
        ],
        async (results, token) =>
        {
            _ = await results.ListAsync(_ => true, token);
            _ = await results.ListAsync(_ => true, token);
            var ticket = await results.FirstOrDefaultAsync(ReadTicket, token);
            var sla = await TicketSla.ReadAsync(results, token);
            var (asked, answered) = await results.FirstOrDefaultAsync(row => (row.TimeOrNull(0), row.TimeOrNull(1)), token);
            var turns = await results.ListAsync(row => new TicketTurn(row.GetString(0), row.Time(1)), token);
            var policies = await results.ListAsync(SlaPolicy.Read, token);
            return ticket is null ? null : new(ticket, sla, asked, answered, turns, policies);
        },
        cancellationToken);

    private static Sql Ticket(long accountId, long ticketId) => Sql.Of(
        $"""
        select tickets.channel, tickets.tag_ids, tickets.integration_ids, tickets.priority, {FieldMap.OfTickets:raw}, tickets.status, tickets.snooze_at is not null, tickets.trashed_at is not null,
          tickets.spam, tickets.imported, tickets.closed_at, (select data from account_settings where account_id = {accountId} and type = {AccountSettingType.BusinessHours}),
          {TicketCalendar.Of(accountId)}
        from tickets where tickets.account_id = {accountId} and tickets.id = {ticketId}
        """);

    // What a rule or a bot says by itself is no answer; what an agent that is a program writes is one.
    private static Sql Answers(long accountId, long ticketId) => Sql.Of(
        $"""
        with letters as (
          select l.message_id, l.at, l.from_agent, l.rule_id, l.sender_user_id from ticket_letters l where l.account_id = {accountId} and l.ticket_id = {ticketId}),
        asked as (select min(at) at from letters where not from_agent)
        select asked.at, (
          select min(l.at) from letters l left join users u on u.account_id = {accountId} and u.id = l.sender_user_id
          where l.from_agent and l.at >= asked.at and l.rule_id is null
            and (u.role is distinct from 'bot' or exists (select from agents a where a.account_id = {accountId} and a.user_id = l.sender_user_id))
            and not exists (
              select from events e where e.account_id = {accountId} and e.object_type = 'TicketMessage' and e.object_id = l.message_id and e.type = {EventType.TicketMessageCreated} and e.actor = 'rule'))
        from asked
        """);

    private static TicketNow ReadTicket(NpgsqlDataReader row) => new(
        new(row.GetString(0), row.GetFieldValue<long[]>(1), row.GetFieldValue<long[]>(2), row.GetString(3), FieldMap.Read(row, 4)),
        row.GetString(5) is "open",
        row.GetBoolean(6),
        row.GetBoolean(7),
        row.GetBoolean(8),
        row.GetBoolean(9),
        row.TimeOrNull(10),
        BusinessHours.Read(row.Json(11))?.Of(row.Long(12)));
}
