using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Antiphon.Contract;
using Antiphon.Customers;
using Antiphon.Data;
using Antiphon.Events.Dispatch;
using Antiphon.Identity;
using Antiphon.Language.Conditions;
using Antiphon.Language.Evaluation;
using Antiphon.Messages;
using Antiphon.Tickets;

namespace Antiphon.Rules.Running;

/// <summary>
/// What the conditions of rules read: <c>ticket</c> and <c>message</c> as the wire shows them, the <c>event</c> and the <c>user</c> who caused it. Read once
/// for all rules of an event, and again after every action, so that each condition sees what was done before it.
/// </summary>
internal sealed class RuleFacts : IFacts
{
    private readonly HashSet<long> fields;
    private readonly JsonFacts facts;

    private RuleFacts(JsonElement ticket, JsonElement message, JsonElement happened, JsonElement user, HashSet<long> fields)
    {
        Ticket = ticket;
        this.fields = fields;
        facts = new JsonFacts(new Dictionary<string, JsonElement>(StringComparer.Ordinal) { ["ticket"] = ticket, ["message"] = message, ["event"] = happened, ["user"] = user });
    }

    /// <summary>The ticket as the API shows it, with no message but the one that the rules look at.</summary>
    public JsonElement Ticket { get; }

    /// <summary>Reads everything in one round trip; null when the ticket is gone.</summary>
    public static async Task<RuleFacts?> ReadAsync(DeskDb db, QueuedEvent queued, Actor actor, CancellationToken cancellationToken)
    {
        var (account, id) = (queued.AccountId, queued.SubjectId);
        // The message of the event; of other events, or when that one is gone, the latest.
        var message = Sql.Of(
            $"""
             and m.id = (
              select shown.id from messages shown where shown.account_id = {account} and shown.ticket_id = {id} and shown.deleted_at is null
              order by shown.id = {queued.MessageId ?? 0} desc, shown.created_at desc, shown.id desc limit 1)
            """);
        return await db.BatchAsync(
            [
                Sql.Of($"{Tickets.Ticket.Select(account, actor.UserId)} and tickets.id = {id}"),
                .. CustomerReading.Statements(account, Sql.Of($"select customer_id from tickets where account_id = {account} and id = {id}")),
                MessageReading.Select(account) + message,
                Sql.Of($"select id, email, name, role from users where account_id = {account} and id = {queued.Event.UserId}"),
                Sql.Of($"select id from custom_fields where account_id = {account}"),
            ],
            async (results, token) =>
            {
                var ticket = await results.FirstOrDefaultAsync(Tickets.Ticket.Read, token);
                var customers = await CustomerReading.ReadAsync(results, token);
                var shown = await results.FirstOrDefaultAsync(MessageReading.Read, token);
                var user = await results.FirstOrDefaultAsync(
                    row => new JsonObject { ["id"] = row.GetInt64(0), ["email"] = row.GetString(1), ["name"] = row.GetString(2), ["role"] = new JsonObject { ["name"] = row.GetString(3) } }, token);
                var known = await results.ListAsync(row => row.GetInt64(0), token);
                if (ticket is null)
                {
                    return null;
                }

                var detail = new TicketDetail(ticket, customers.Values.FirstOrDefault(), shown is null ? [] : [shown], []);
                return new RuleFacts(ToJson(detail.ToResource()), MessageOf(shown), ToJson(queued.Event.ToResource()), JsonSerializer.SerializeToElement(user ?? []), [.. known]);
            },
            cancellationToken);
    }

    public FactValue Read(FieldPath path) =>
        // A field that is no more cannot be told to be empty: a rule that asks for it is in doubt, and does nothing.
        path.Segments is [NameSegment { Name: "custom_fields" }, IndexSegment { Index: var field }, ..] && !fields.Contains(field) ? FactValue.Unknown : facts.Read(path);

    private static JsonElement MessageOf(MessageResource? message)
    {
        if (message is null)
        {
            return JsonSerializer.SerializeToElement(new JsonObject());
        }

        // Rules say "text" where the wire says "body_text".
        var json = JsonObject.Create(ToJson(message))!;
        json["text"] = message.BodyText;
        return JsonSerializer.SerializeToElement(json);
    }

    private static JsonElement ToJson<T>(T value) => JsonSerializer.SerializeToElement(value, (JsonTypeInfo<T>)WireJson.Options.GetTypeInfo(typeof(T)));
}
