using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Customers;
using Antiphon.Surveys;
using Antiphon.Tickets;

namespace Antiphon.Integrations.Delivery.Bodies;

/// <summary>
/// Tickets and messages as webhooks carry them, which is a little different from what the API answers. Contract page: integrations and webhooks, "Default body".
/// </summary>
internal static class WebhookTicket
{
    /// <summary>Messages together longer than this stay out of the ticket; the first and the last one are there in any case.</summary>
    private const int MostOfMessages = 700 * 1024;

    public static JsonObject Message(MessageResource message)
    {
        var json = Wire(message);
        json.Remove("macros");
        json.Remove("rule");
        json["text"] = message.BodyText;
        json["sentiments"] = new JsonArray();
        return json;
    }

    /// <param name="ticket">The ticket.</param>
    /// <param name="customer">Its customer.</param>
    /// <param name="survey">How satisfied the customer is with it.</param>
    /// <param name="messages">Its messages, written already, oldest first.</param>
    /// <param name="domain">Of the account.</param>
    public static string Text(Ticket ticket, CustomerDetail? customer, Survey? survey, IReadOnlyList<string> messages, string domain)
    {
        var json = Wire(new TicketDetail(ticket, customer, [], [], survey).ToResource());
        json.Remove("events");
        json.Remove("is_unread");
        json.Remove("messages");
        json["account"] = new JsonObject { ["domain"] = domain };
        // What is written already is put in as text: a long conversation is not taken apart once more.
        var all = messages.Sum(message => message.Length) <= MostOfMessages ? string.Join(',', messages) : "";
        var text = new StringBuilder(Text(json));
        text.Length--;
        text.Append(",\"messages\":[").Append(all).Append("],\"first_message\":").Append(messages.Count > 0 ? messages[0] : "null")
            .Append(",\"last_message\":").Append(messages.Count > 0 ? messages[^1] : "null").Append('}');
        return text.ToString();
    }

    public static JsonObject Wire<T>(T value) => JsonSerializer.SerializeToNode(value, WireJson.Options.GetTypeInfo(typeof(T)))!.AsObject();

    public static string Text(JsonNode json) => json.ToJsonString(WireJson.Options);
}
