using Antiphon.Channels;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events.Dispatch;
using Antiphon.Scheduling;

namespace Antiphon.Surveys.Lifecycle;

/// <summary>
/// Plans the survey of a ticket that was closed, once for each ticket. One that was planned and not sent yet is put off to the later closing: what was
/// reopened was not resolved.
/// </summary>
internal sealed class PlanSurvey(DeskDb db, TimeProvider clock)
{
    public const string Name = "surveys";

    public static EventConsumer Consumer { get; } = new(Name, (services, queued, cancellationToken) => services.GetRequiredService<PlanSurvey>().RunAsync(queued, cancellationToken));

    public async Task RunAsync(QueuedEvent queued, CancellationToken cancellationToken)
    {
        var (account, ticketId) = (queued.AccountId, queued.SubjectId);
        if (queued.Event.Type is not EventType.TicketClosed)
        {
            return;
        }

        var ticket = await db.FirstOrDefaultAsync(
            $"""
            select t.channel, t.customer_id, coalesce(t.closed_at, {queued.Event.CreatedAt}),
              (select data from account_settings where account_id = {account} and type = {AccountSettingType.SatisfactionSurveys}),
              exists (select from customer_channels c where c.account_id = {account} and c.customer_id = t.customer_id and c.type = 'email')
            from tickets t
            where t.account_id = {account} and t.id = {ticketId} and t.status = 'closed' and t.snooze_at is null and t.customer_id is not null and not t.imported
            for no key update of t
            """,
            row => new { Channel = row.GetString(0), CustomerId = row.GetInt64(1), ClosedAt = row.Time(2), Setting = SurveySetting.Read(row.Json(3)), HasMail = row.GetBoolean(4) },
            cancellationToken);
        // Forms are answered by mail, so they need an address as well.
        if (ticket is null || !ticket.Setting.Channels.Contains(ticket.Channel) || (!ticket.HasMail && ChannelKind.Find(ticket.Channel)?.AddressType is "email"))
        {
            return;
        }

        var due = ticket.ClosedAt + ticket.Setting.Delay;
        var survey = await db.FirstOrDefaultAsync(
            $"""
            insert into satisfaction_surveys (account_id, ticket_id, customer_id, created_at, should_send_at, planned, answer_key)
            values ({account}, {ticketId}, {ticket.CustomerId}, {clock.Now()}, {due}, true, {Survey.NewAnswerKey()})
            on conflict (account_id, ticket_id) do update set should_send_at = excluded.should_send_at
            where satisfaction_surveys.planned and satisfaction_surveys.sent_at is null and satisfaction_surveys.score is null
            returning id
            """,
            row => (long?)row.GetInt64(0),
            cancellationToken);
        if (survey is { } id)
        {
            await db.ExecuteAsync(DueQueue.Schedule(account, SendSurvey.Work, id, due), cancellationToken);
            await db.ExecuteAsync(DueQueue.Announce(), cancellationToken);
        }
    }
}
