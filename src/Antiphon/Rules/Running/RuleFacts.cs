using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Antiphon.Contract;
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
    private readonly IReadOnlySet<long> fields;
    private readonly JsonFacts facts;

    /// <param name="ticket">With no message but the one that the rules look at.</param>
    /// <param name="message">That one.</param>
    /// <param name="queued">The event.</param>
    /// <param name="user">Who caused it.</param>
    /// <param name="fields">The custom fields that there are.</param>
    public RuleFacts(TicketDetail ticket, MessageResource? message, QueuedEvent queued, JsonObject? user, IReadOnlySet<long> fields)
    {
        Ticket = ToJson(ticket.ToResource());
        this.fields = fields;
        facts = new JsonFacts(new Dictionary<string, JsonElement>(StringComparer.Ordinal)
        {
            ["ticket"] = Ticket,
            ["message"] = MessageOf(message),
            ["event"] = ToJson(queued.Event.ToResource()),
            ["user"] = user is null ? EmptyJson.Object : JsonSerializer.SerializeToElement(user),
        });
    }

    /// <summary>The ticket as the API shows it.</summary>
    public JsonElement Ticket { get; }

    public FactValue Read(FieldPath path) =>
        // A field that is no more cannot be told to be empty: a rule that asks for it is in doubt, and does nothing.
        path.Segments is [NameSegment { Name: "custom_fields" }, IndexSegment { Index: var field }, ..] && !fields.Contains(field) ? FactValue.Unknown : facts.Read(path);

    private static JsonElement MessageOf(MessageResource? message)
    {
        if (message is null)
        {
            return EmptyJson.Object;
        }

        // Rules say "text" where the wire says "body_text".
        var json = JsonObject.Create(ToJson(message))!;
        json["text"] = message.BodyText;
        return JsonSerializer.SerializeToElement(json);
    }

    private static JsonElement ToJson<T>(T value) => JsonSerializer.SerializeToElement(value, (JsonTypeInfo<T>)WireJson.Options.GetTypeInfo(typeof(T)));
}
