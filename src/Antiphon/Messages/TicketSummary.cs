using System.Text;
using Antiphon.Data;

namespace Antiphon.Messages;

/// <summary>
/// What a ticket keeps of its messages, so that lists read one row a ticket: computed in memory for a ticket that is made with its messages, and in SQL
/// for one whose messages change. Messages that were deleted where they came from do not count.
/// </summary>
internal sealed record TicketSummary(
    int MessagesCount,
    string? Excerpt,
    DateTimeOffset? LastReceivedMessageAt,
    DateTimeOffset? LastMessageAt,
    bool LastSentMessageNotDelivered,
    long[] IntegrationIds)
{
    private const int ExcerptLength = 200;

    /// <summary>The summary of a ticket that has just these messages.</summary>
    public static TicketSummary Of(IReadOnlyList<PreparedMessage> messages)
    {
        var shown = messages.Where(message => message.DeletedAt is null).ToList();
        var received = shown.Where(message => message is { Public: true, FromAgent: false }).Select(message => (DateTimeOffset?)message.CreatedAt).Max();
        var sent = shown.Where(message => message is { Public: true, FromAgent: true }).Select(message => message.SentAt).Max();
        return new TicketSummary(
            shown.Count,
            ExcerptOf(Latest(shown)?.BodyText),
            received,
            received is null || sent > received ? sent : received,
            Latest(shown.Where(message => message is { Public: true, FromAgent: true }))?.FailedAt is not null,
            [.. shown.Select(message => message.IntegrationId).OfType<long>().Distinct()]);
    }

    /// <summary>The start of a text: at most 200 characters, as PostgreSQL counts them.</summary>
    public static string? ExcerptOf(string? text)
    {
        var excerpt = new StringBuilder();
        foreach (var rune in (text ?? "").Trim(' ', '\t', '\r', '\n').EnumerateRunes().Take(ExcerptLength))
        {
            excerpt.Append(rune);
        }

        return excerpt.Length == 0 ? null : excerpt.ToString();
    }

    /// <summary>The assignments of <c>update tickets set …</c> that add one new message to what the ticket keeps.</summary>
    public static Sql Adding(long accountId, long ticketId, PreparedMessage message)
    {
        var alone = Of([message]);
        // Messages of the past arrive too, and must not look like the latest.
        var newer = Sql.Of($"select from messages newer where newer.account_id = {accountId} and newer.ticket_id = {ticketId} and newer.created_at > {message.CreatedAt} and newer.deleted_at is null");
        return Sql.Of(
            $"""
            messages_count = messages_count + {alone.MessagesCount},
            excerpt = case when {message.DeletedAt is not null} or exists ({newer}) then excerpt else {alone.Excerpt} end,
            last_received_message_at = greatest(last_received_message_at, {alone.LastReceivedMessageAt}),
            last_message_at = greatest(last_message_at, {alone.LastMessageAt}),
            last_sent_message_not_delivered = case
              when {message is not { Public: true, FromAgent: true, DeletedAt: null }} or exists ({newer} and newer.public and newer.from_agent) then last_sent_message_not_delivered
              else {alone.LastSentMessageNotDelivered} end,
            integration_ids = integration_ids || array(select id from unnest({alone.IntegrationIds}) id where id <> all(integration_ids))
            """);
    }

    /// <summary>The assignments of <c>update tickets set …</c> that compute everything again from the messages as they are now.</summary>
    public static Sql Anew(long accountId, long ticketId)
    {
        var shown = Sql.Of($"from messages where account_id = {accountId} and ticket_id = {ticketId} and deleted_at is null");
        return Sql.Of(
            $"""
            (messages_count, last_received_message_at, last_message_at) = (
              select count(*), max(created_at) filter (where public and not from_agent),
                     greatest(max(created_at) filter (where public and not from_agent), max(sent_at) filter (where public and from_agent))
              {shown}),
            excerpt = (select nullif(left(btrim(body_text, E' \t\r\n'), {ExcerptLength}), '') {shown} order by created_at desc, id desc limit 1),
            last_sent_message_not_delivered = {NotDelivered(shown)},
            integration_ids = array(select integration_id {shown} and integration_id is not null group by 1 order by min(id))
            """);
    }

    /// <summary>The assignment of <c>update tickets set …</c> that only asks again whether the latest outgoing message failed.</summary>
    public static Sql Delivery(long accountId, long ticketId) => Sql.Of(
        $"last_sent_message_not_delivered = {NotDelivered(Sql.Of($"from messages where account_id = {accountId} and ticket_id = {ticketId} and deleted_at is null"))}");

    private static Sql NotDelivered(Sql shown) =>
        Sql.Of($"coalesce((select failed_at is not null {shown} and public and from_agent order by created_at desc, id desc limit 1), false)");

    // Of two at the same time the one that was stored later is the latest.
    private static PreparedMessage? Latest(IEnumerable<PreparedMessage> messages)
    {
        PreparedMessage? latest = null;
        foreach (var message in messages)
        {
            latest = latest is null || message.CreatedAt >= latest.CreatedAt ? message : latest;
        }

        return latest;
    }
}
