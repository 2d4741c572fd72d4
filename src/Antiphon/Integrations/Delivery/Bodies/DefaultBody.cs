using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Events.Dispatch;

namespace Antiphon.Integrations.Delivery.Bodies;

/// <summary>
/// The body of an integration that has none of its own: the event and what it is about. It is what templates are filled from as well.
/// </summary>
internal static class DefaultBody
{
    private static readonly byte[] Null = [.. "null"u8];

    private const string StatusUpdated = "ticket-status-updated";

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <param name="queued">The event.</param>
    /// <param name="trigger">By which name it is told: <c>ticket-status-updated</c> is no event of the log.</param>
    /// <param name="objects">What it is about.</param>
    public static byte[] Of(QueuedEvent queued, string trigger, WebhookObjects objects)
    {
        var text = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(text, Writing))
        {
            json.WriteStartObject();
            json.WritePropertyName("event");
            WriteEvent(json, queued, trigger);
            WriteObjects(json, queued, objects);
            json.WriteEndObject();
        }

        return text.WrittenSpan.ToArray();
    }

    private static void WriteEvent(Utf8JsonWriter json, QueuedEvent queued, string trigger)
    {
        var happened = queued.Event;
        json.WriteStartObject();
        json.WriteNumber("id", happened.Id);
        json.WriteString("type", trigger);
        json.WriteString("context", happened.Context);
        json.WriteNumber("object_id", happened.ObjectId);
        json.WriteString("object_type", happened.ObjectType);
        if (happened.UserId is { } user)
        {
            json.WriteNumber("user_id", user);
        }
        else
        {
            json.WriteNull("user_id");
        }

        json.WriteString("created_datetime", WireDate.Format(happened.CreatedAt));
        json.WritePropertyName("data");
        json.WriteRawValue(DataOf(trigger, happened.Type, happened.Data) ?? "null");
        json.WriteEndObject();
    }

    // The log names what became of a ticket by its type, where the trigger names both ways by one.
    private static string? DataOf(string trigger, string type, JsonElement? data) => type switch
    {
        EventType.IntegrationDeleted => null,
        EventType.TicketClosed when trigger == StatusUpdated => """{"status":"closed"}""",
        EventType.TicketReopened or EventType.TicketSelfUnsnoozed when trigger == StatusUpdated => """{"status":"open"}""",
        EventType.TicketUnassigned when data is null => """{"assignee_user_id":null}""",
        EventType.TicketTeamUnassigned when data is null => """{"assignee_team_id":null}""",
        _ => data?.GetRawText(),
    };

    private static void WriteObjects(Utf8JsonWriter json, QueuedEvent queued, WebhookObjects objects)
    {
        if (queued.SubjectType == EventObject.Ticket)
        {
            json.WritePropertyName("ticket");
            json.WriteRawValue(objects.TextOf(EventObject.Ticket, queued.SubjectId), skipInputValidation: true);
            json.WritePropertyName("message");
            ReadOnlySpan<byte> message = queued.Event.Type == EventType.TicketMessageDeleted ? DeletedMessage(queued) : queued.MessageId is { } id ? objects.TextOf(EventObject.TicketMessage, id)
                : queued.Event.Type == EventType.TicketCreated ? objects.FirstMessageOf(queued.SubjectId) ?? Null : Null;
            json.WriteRawValue(message, skipInputValidation: true);
            return;
        }

        json.WritePropertyName(queued.Event.ObjectType switch
        {
            EventObject.TicketMessage => "message",
            var type => JsonNamingPolicy.SnakeCaseLower.ConvertName(type),
        });
        json.WriteRawValue(
            WebhookObjects.IsGone(queued.Event.Type) ? WebhookObjects.OnlyId(queued.Event.ObjectId) : objects.TextOf(queued.Event.ObjectType, queued.Event.ObjectId), skipInputValidation: true);
    }

    private static byte[] DeletedMessage(QueuedEvent queued) =>
        Encoding.UTF8.GetBytes($$"""{"id":{{queued.Event.ObjectId}},"deleted_datetime":"{{WireDate.Format(queued.Event.CreatedAt)}}"}""");

    /// <summary>The body as facts for templates.</summary>
    public static JsonElement Parse(byte[] body)
    {
        using var document = JsonDocument.Parse(body, new() { MaxDepth = WireJson.MaxDepth });
        return document.RootElement.Clone();
    }

    /// <summary>The members of the body as the fields of a form, each as JSON text.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Fields(byte[] body) => Parse(body).EnumerateObject().Select(member => KeyValuePair.Create(member.Name, member.Value.GetRawText()));
}
