using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Macros;

/// <summary>
/// How well macros fit a conversation: one for the intent of the message counts most, then one in the ticket's language, then one for no language in
/// particular. Among equals the one that is used most comes first.
/// </summary>
internal sealed record MacroRelevance(string? Language, string[] Intents)
{
    /// <summary>From here on a macro is a prediction: its intent is the message's.</summary>
    public const int Predicted = 4;

    public static readonly MacroRelevance None = new(null, []);

    /// <summary>The score of a row of <c>macros</c>.</summary>
    public Sql Score => Sql.Of(
        $"(case when intent = any({Intents}) then 4 else 0 end + case when language = {Language} then 2 when language is null then 1 else 0 end)::bigint");

    /// <summary>What the ticket, and the named message of it or its latest, ask for.</summary>
    public static async Task<MacroRelevance> OfAsync(DeskDb db, long ticketId, long? messageId, FieldErrors errors, Actor actor, CancellationToken cancellationToken)
    {
        var found = await db.FirstOrDefaultAsync<(string? Language, bool Message, string[] Intents)?>(
            $"""
            select tickets.language, message.id is not null,
                   array(select intent ->> 'name' from jsonb_array_elements(coalesce(message.intents, '[]')) intent where intent -> 'rejected' is distinct from 'true' and intent ->> 'name' is not null)
            from tickets left join lateral (
              select id, intents from messages where account_id = {actor.AccountId} and ticket_id = tickets.id and ({messageId}::bigint is null or id = {messageId})
              order by created_at desc, id desc limit 1) message on true
            where tickets.account_id = {actor.AccountId} and tickets.id = {ticketId}
            """,
            row => (row.Text(0), row.GetBoolean(1), row.GetFieldValue<string[]>(2)),
            cancellationToken);
        errors.AddIf(found is null, "ticket_id", $"Ticket {ticketId} does not exist.");
        errors.AddIf(found is { Message: false } && messageId is not null, "message_id", $"Message {messageId} does not exist.");
        return found is { } ticket ? new MacroRelevance(ticket.Language, ticket.Intents) : None;
    }
}
