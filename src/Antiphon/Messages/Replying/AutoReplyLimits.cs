using System.Text.Json;
using Antiphon.Channels;
using Antiphon.Data;
using Antiphon.Identity;

namespace Antiphon.Messages.Replying;

/// <summary>
/// Whether a rule may write to a customer: machines must not answer machines, and nobody gets a flood (page rules, "Execution", point 5; the causes are
/// those of the page events).
/// </summary>
internal sealed class AutoReplyLimits(DeskDb db, TimeProvider clock)
{
    public const int MostPerTicket = 5;
    public const int MostPerRecipient = 10;

    public static readonly TimeSpan BetweenReplies = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    /// <summary>Why a reply to the ticket's customer may not leave; null when it may.</summary>
    public async Task<string?> ReplyObjectionAsync(long ticketId, Actor actor, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var written = Sql.Of($"from messages m where m.account_id = {actor.AccountId} and m.rule_id is not null and m.public and m.created_at > {now - Window}");
        var found = await db.FirstOrDefaultAsync(
            $"""
            select t.spam, t.channel, t.customer_id, received.channel, received.headers,
              (select max(m.created_at) {written} and m.receiver_customer_id = t.customer_id),
              (select count(*) {written} and m.ticket_id = t.id),
              (select count(*) {written} and m.receiver_customer_id = t.customer_id)
            from tickets t
            left join lateral (
              select channel, headers from messages where account_id = {actor.AccountId} and ticket_id = t.id and public and not from_agent
              order by created_at desc, id desc limit 1) received on true
            where t.account_id = {actor.AccountId} and t.id = {ticketId}
            """,
            row => new Found(row.GetBoolean(0), row.GetString(1), row.Long(2), row.Text(3), row.Json(4), row.TimeOrNull(5), row.GetInt64(6), row.GetInt64(7)),
            cancellationToken);
        return found switch
        {
            null or { CustomerId: null } => "no-recipient",
            { Spam: true } => "spam-ticket",
            { ReceivedChannel: null } => "no-autoreply-no-nonagents",
            { Channel: "api" } => "unanswerable-channel",
            _ when ChannelKind.Find(found.Channel) is not { Leaving: Leaving.Sent } => "unanswerable-channel",
            _ when IsAutomatic(found.Headers) => "auto-submitted",
            _ when HasNoReturnPath(found.Headers) => "no-return-path",
            _ when found.LatestToCustomer > now - BetweenReplies => "recent-auto-reply",
            { OnTicket: >= MostPerTicket } => "too-many-rule-replies",
            { ToCustomer: >= MostPerRecipient } => "too-many-rule-messages-to-recipient",
            _ => null,
        };
    }

    /// <summary>Why a mail to this address may not leave; null when it may.</summary>
    public async Task<string?> MailObjectionAsync(string address, Actor actor, CancellationToken cancellationToken)
    {
        var count = await db.SingleAsync(
            $"""
            select count(*) from messages m
            where m.account_id = {actor.AccountId} and m.rule_id is not null and m.public and m.created_at > {clock.Now() - Window}
              and exists (select from jsonb_array_elements(case when jsonb_typeof(m.source -> 'to') = 'array' then m.source -> 'to' else '[]' end) receiver
                where lower(receiver ->> 'address') = lower({address}))
            """,
            row => row.GetInt64(0),
            cancellationToken);
        return count >= MostPerRecipient ? "too-many-rule-messages-to-recipient" : null;
    }

    // RFC 3834, section 5: anything but "no" is automatic; older programs say it with Precedence.
    private static bool IsAutomatic(JsonElement? headers) =>
        (Header(headers, "Auto-Submitted") is { } submitted && !submitted.StartsWith("no", StringComparison.OrdinalIgnoreCase))
        || Header(headers, "Precedence")?.ToLowerInvariant() is "bulk" or "junk" or "auto_reply" or "list"
        || Header(headers, "X-Autoreply") is { Length: > 0 }
        || Header(headers, "X-Autorespond") is { Length: > 0 };

    // An empty return path (RFC 5321, section 4.5.5) asks not to be answered. Messages that came by another way have no such header.
    private static bool HasNoReturnPath(JsonElement? headers) => Header(headers, "Return-Path") is "" or "<>";

    private static string? Header(JsonElement? headers, string name)
    {
        if (headers is not { ValueKind: JsonValueKind.Object } given)
        {
            return null;
        }

        foreach (var header in given.EnumerateObject())
        {
            if (header.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                var value = header.Value.ValueKind is JsonValueKind.Array ? header.Value.EnumerateArray().FirstOrDefault() : header.Value;
                return value.ValueKind is JsonValueKind.String ? value.GetString()!.Trim() : value.ToString();
            }
        }

        return null;
    }

    private sealed record Found(
        bool Spam, string Channel, long? CustomerId, string? ReceivedChannel, JsonElement? Headers, DateTimeOffset? LatestToCustomer, long OnTicket, long ToCustomer);
}
