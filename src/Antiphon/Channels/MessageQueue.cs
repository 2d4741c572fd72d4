using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Identity;
using Antiphon.Messages;
using Antiphon.Sandbox.Clock;
using Npgsql;

namespace Antiphon.Channels;

/// <summary>A message that this node has taken to be sent, and which attempt this is.</summary>
internal sealed record ClaimedMessage(OutgoingMessage Message, DateTimeOffset ClaimedAt, int Attempt, Guid? Context);

/// <summary>
/// The queue of outgoing messages, kept in <c>messages.delivery</c>: queued, sending, then sent or failed. Every step is written before or after what it
/// is about, so that a crash leaves a message in doubt and never sends it a second time.
/// </summary>
internal sealed class MessageQueue(DeskDb db, TimeProvider clock)
{
    private static readonly Sql Account = Sql.Of($"m.account_id");

    private const string InterruptedError = "Sending was interrupted: the message may or may not have reached its receiver. Check before you send it again.";

    /// <summary>
    /// Takes messages that are due, the oldest first, and of one ticket one at a time, so that a conversation keeps its order. One that is waiting for
    /// another attempt does not hold up the ticket's later ones.
    /// </summary>
    public async Task<List<ClaimedMessage>> ClaimAsync(int most, CancellationToken cancellationToken)
    {
        // A select in place of "not exists": the planner would join, and a queue that statistics have never seen filled makes that join quadratic.
        return await db.ListAsync(
            $"""
            with due as (
              select m.account_id, m.id from messages m
              where m.delivery = 'queued' and m.delivery_due_at <= {clock.NowIn(Account)}
                and (select earlier.id from messages earlier where earlier.account_id = m.account_id and earlier.ticket_id = m.ticket_id and earlier.id < m.id
                  and (earlier.delivery = 'sending' or (earlier.delivery = 'queued' and earlier.delivery_attempts = 0)) limit 1) is null{OneByOne()}
              order by m.delivery_due_at limit {most} for update skip locked)
            update messages claimed set delivery = 'sending', delivery_claimed_at = {clock.NowIn(Sql.Of($"claimed.account_id"))}, delivery_attempts = delivery_attempts + 1
            from due where claimed.account_id = due.account_id and claimed.id = due.id
            returning claimed.account_id, claimed.id, ticket_id, channel, source, integration_id, message_id, subject, body_text, body_html, attachments, headers, delivery_attempts,
              (select context from events where events.account_id = claimed.account_id and object_type = {EventObject.TicketMessage} and object_id = claimed.id order by created_at desc, id desc limit 1),
              delivery_claimed_at
            """,
            row => new ClaimedMessage(Read(row), row.Time(14), row.GetInt32(12), row.IsDBNull(13) ? null : row.GetGuid(13)),
            cancellationToken);
    }

    /// <summary>Marks what an earlier life of this node, or another node, was sending when it stopped. It is in doubt, so a person decides.</summary>
    public async Task<int> GiveUpInterruptedAsync(TimeSpan after, CancellationToken cancellationToken)
    {
        var interrupted = await db.ListAsync(
            $"""
            select account_id, id, ticket_id, channel, source, integration_id, message_id, subject, body_text, body_html, attachments, headers, delivery_attempts, delivery_claimed_at
            from messages where delivery = 'sending' and delivery_claimed_at < {clock.NowIn(Sql.Of($"account_id"), -after)} order by account_id, id limit 100
            """,
            row => new ClaimedMessage(Read(row), row.Time(13), row.GetInt32(12), null),
            cancellationToken);
        foreach (var claimed in interrupted)
        {
            using var stay = clock.In(claimed.Message.AccountId, "message", claimed.Message.Id);
            await FailedAsync(claimed, InterruptedError, cancellationToken);
        }

        return interrupted.Count;
    }

    public async Task SentAsync(ClaimedMessage claimed, string? messageId, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var (account, ticket) = (claimed.Message.AccountId, claimed.Message.TicketId);
        await using var transaction = await db.BeginAsync(cancellationToken);
        if (await EndAsync(claimed, Sql.Of($"delivery = 'sent', sent_at = {now}, failed_at = null, last_sending_error = null, message_id = coalesce(message_id, {messageId})"), cancellationToken))
        {
            await db.ExecuteAsync(
                $"""
                update tickets set last_message_at = greatest(last_message_at, {now}), {TicketSummary.Delivery(account, ticket)}, updated_at = {now}
                where account_id = {account} and id = {ticket}
                """,
                cancellationToken);
            await LogAsync(EventType.TicketMessageUpdated, claimed, now, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    public async Task FailedAsync(ClaimedMessage claimed, string error, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var (account, ticket) = (claimed.Message.AccountId, claimed.Message.TicketId);
        await using var transaction = await db.BeginAsync(cancellationToken);
        if (await EndAsync(claimed, Sql.Of($"delivery = 'failed', failed_at = {now}, last_sending_error = {ErrorOf(error)}"), cancellationToken))
        {
            await db.ExecuteAsync($"update tickets set {TicketSummary.Delivery(account, ticket)}, updated_at = {now} where account_id = {account} and id = {ticket}", cancellationToken);
            await LogAsync(EventType.TicketMessageFailed, claimed, now, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Puts a message that has certainly not left back into the queue, with the reason in sight.</summary>
    public async Task PostponeAsync(ClaimedMessage claimed, TimeSpan pause, string error, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        await EndAsync(claimed, Sql.Of($"delivery = 'queued', delivery_claimed_at = null, delivery_due_at = {clock.Now() + pause}, last_sending_error = {ErrorOf(error)}"), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>When the next postponed message of any account is due; null when none waits.</summary>
    public Task<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken) => db.SingleAsync(
        $"select min(delivery_due_at) from messages where delivery = 'queued' and delivery_due_at > {clock.Now()}{clock.AndOrdinary(Sql.Of($"account_id"))}",
        row => row.TimeOrNull(0),
        cancellationToken);

    /// <summary>
    /// Writes how a claim ended, in the order of locks that everything else follows: the ticket, then the message. False when the message is gone, or was
    /// taken up again by someone meanwhile.
    /// </summary>
    private async Task<bool> EndAsync(ClaimedMessage claimed, Sql assignments, CancellationToken cancellationToken)
    {
        var (account, ticket, id) = (claimed.Message.AccountId, claimed.Message.TicketId, claimed.Message.Id);
        await db.ExecuteAsync($"select from tickets where account_id = {account} and id = {ticket} for update", cancellationToken);
        return await db.ExecuteAsync(
            $"update messages set {assignments} where account_id = {account} and id = {id} and delivery_claimed_at = {claimed.ClaimedAt} and delivery in ('sending', 'failed')",
            cancellationToken) == 1;
    }

    private Sql OneByOne() => clock.AndTurn(Timetables.Messages, Account, Sql.Of(
        $"""
        m.id = (select o.id from messages o where o.account_id = m.account_id and o.delivery = 'queued' and o.delivery_due_at <= {clock.NowIn(Account)} order by o.delivery_due_at, o.id limit 1)
        and not exists (select from messages o where o.account_id = m.account_id and o.delivery = 'sending')
        """));

    private Task<int> LogAsync(string type, ClaimedMessage claimed, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var actor = Actor.System(claimed.Message.AccountId);
        actor = claimed.Context is { } context ? actor with { Context = context } : actor;
        return db.ExecuteAsync(EventLog.Of(actor, now, [MessageEvents.Of(type, claimed.Message.TicketId, claimed.Message.Id)]), cancellationToken);
    }

    private static Jsonb ErrorOf(string error) => new(new JsonObject { ["error"] = error }.ToJsonString());

    private static OutgoingMessage Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetInt64(1),
        row.GetInt64(2),
        row.GetString(3),
        row.Json(4),
        row.Long(5),
        row.Text(6),
        row.Text(7),
        row.Text(8),
        row.Text(9),
        row.Json(10),
        row.Json(11));
}
