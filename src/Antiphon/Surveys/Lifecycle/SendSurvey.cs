using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Identity;
using Antiphon.Messages.Replying;
using Antiphon.Scheduling;
using Antiphon.Users;
using Npgsql;

namespace Antiphon.Surveys.Lifecycle;

/// <summary>Sends a survey when it is due, or says why not: then nothing is sent until the ticket is closed again.</summary>
internal sealed class SendSurvey(DeskDb db, TimeProvider clock, WriteSurvey writeSurvey, ReplyToTicket replyToTicket, EnsureBot ensureBot) : IDueHandler
{
    public const string Work = "satisfaction-survey";

    private const string Via = "rule";

    public string Kind => Work;

    public async Task RunAsync(DueWork work, CancellationToken cancellationToken)
    {
        var actor = Actor.System(work.AccountId);
        // The ticket before the survey, which is the order of everything that changes a ticket.
        var found = await db.FirstOrDefaultAsync(
            $"""
            select t.id, t.status, t.snooze_at is not null, t.trashed_at is not null, t.spam, t.excluded_from_csat
            from tickets t where t.account_id = {work.AccountId} and t.id = (select ticket_id from satisfaction_surveys where account_id = {work.AccountId} and id = {work.SubjectId})
            for no key update
            """,
            State.Read,
            cancellationToken);
        var survey = await db.FirstOrDefaultAsync(Survey.Select(work.AccountId) + Sql.Of($" and id = {work.SubjectId} for update"), Survey.Read, cancellationToken);
        if (found is not { } ticket || survey?.DueAt is null || survey.TicketId != ticket.Id)
        {
            return;
        }

        List<string> reasons = [.. ticket.Objections(survey)];
        if (reasons.Count == 0 && await SentOrCauseAsync(survey, actor, cancellationToken) is { } cause)
        {
            reasons.Add(cause);
        }

        var now = clock.Now();
        if (reasons.Count > 0)
        {
            await db.ExecuteAsync($"update satisfaction_surveys set should_send_at = null where account_id = {work.AccountId} and id = {survey.Id}", cancellationToken);
            var why = new JsonObject { ["reasons"] = new JsonArray([.. reasons.Select(reason => (JsonNode)reason)]) };
            await db.ExecuteAsync(EventLog.Of(actor, now, [new(EventType.TicketSatisfactionSurveySkipped, EventObject.Ticket, ticket.Id, why)]), cancellationToken);
            return;
        }

        await db.ExecuteAsync($"update satisfaction_surveys set sent_at = {now} where account_id = {work.AccountId} and id = {survey.Id}", cancellationToken);
        var data = new JsonObject { ["ticket_id"] = survey.TicketId, ["customer_id"] = survey.CustomerId };
        await db.ExecuteAsync(EventLog.Of(actor, now, [new(EventType.SatisfactionSurveySent, EventObject.SatisfactionSurvey, survey.Id, data)]), cancellationToken);
    }

    /// <summary>Puts the message into the queue of those that leave; why it cannot be, in a word of the events page.</summary>
    private async Task<string?> SentOrCauseAsync(Survey survey, Actor actor, CancellationToken cancellationToken)
    {
        await ensureBot.RunAsync(actor, cancellationToken);
        var text = await writeSurvey.RunAsync(survey, actor, cancellationToken);
        var sent = await replyToTicket.RunAsync(survey.TicketId, text, Via, ruleId: null, actor, cancellationToken);
        return sent.Message is null ? sent.Cause : null;
    }

    private sealed record State(long Id, string Status, bool IsSnoozed, bool IsTrashed, bool IsSpam, bool IsExcluded)
    {
        public static State Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetString(1), row.GetBoolean(2), row.GetBoolean(3), row.GetBoolean(4), row.GetBoolean(5));

        public IEnumerable<string> Objections(Survey survey)
        {
            if (Status is "open")
            {
                yield return "ticket-reopened";
            }

            if (IsSnoozed)
            {
                yield return "ticket-snoozed";
            }

            if (IsTrashed)
            {
                yield return "ticket-trashed";
            }

            if (IsSpam)
            {
                yield return "spam-ticket";
            }

            if (IsExcluded)
            {
                yield return EventType.TicketExcludedFromCsat;
            }

            if (survey.Score is not null)
            {
                yield return "csat-already-answered";
            }
        }
    }
}
