using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Antiphon.Contract;
using Antiphon.Customers;
using Antiphon.Surveys;
using Antiphon.Tickets;

namespace Antiphon.Integrations.Delivery.Bodies;

/// <summary>
/// Objects as webhooks carry them, as JSON text in UTF-8; tickets and messages are a little different from what the API answers. Contract page: integrations and
/// webhooks, "Default body".
/// </summary>
internal static class WebhookText
{
    /// <summary>Messages together longer than this stay out of the ticket; the first and the last one are there in any case.</summary>
    private const int MostOfMessages = 700 * 1024;

    private static readonly string[] NotOfTickets = ["events", "is_unread", "messages"];
    private static readonly string[] NotOfMessages = ["macros", "rule"];
    private static readonly JsonElement NoSentiments = JsonElement.Parse("[]");

    private static readonly JsonSerializerOptions Options = new(WireJson.Options) { TypeInfoResolver = WireJson.Options.TypeInfoResolver!.WithAddedModifier(Differ) };

    public static byte[] Of<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T)));

    /// <param name="ticket">The ticket.</param>
    /// <param name="customer">Its customer.</param>
    /// <param name="survey">How satisfied the customer is with it.</param>
    /// <param name="messages">Its messages, written already, oldest first.</param>
    /// <param name="domain">Of the account.</param>
    public static byte[] OfTicket(Ticket ticket, CustomerDetail? customer, Survey? survey, IReadOnlyList<byte[]> messages, string domain)
    {
        var json = Of(new TicketDetail(ticket, customer, [], [], survey).ToResource());
        var length = messages.Sum(message => message.Length);
        var text = new ArrayBufferWriter<byte>(json.Length + Math.Min(length, MostOfMessages) + messages.Take(1).Sum(message => 2 * message.Length) + 1024);
        // What is written already is put in as text: a long conversation is not taken apart once more.
        text.Write(json.AsSpan(0, json.Length - 1));
        text.Write(""","account":{"domain":"""u8);
        text.Write(Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(domain, Options.Encoder)}\""));
        text.Write("""},"messages":["""u8);
        for (var i = 0; i < messages.Count && length <= MostOfMessages; i++)
        {
            text.Write(i == 0 ? ""u8 : ","u8);
            text.Write(messages[i]);
        }

        text.Write("""],"first_message":"""u8);
        text.Write(messages.Count > 0 ? messages[0] : "null"u8);
        text.Write(""","last_message":"""u8);
        text.Write(messages.Count > 0 ? messages[^1] : "null"u8);
        text.Write("}"u8);
        return text.WrittenSpan.ToArray();
    }

    private static void Differ(JsonTypeInfo type)
    {
        if (type.Type == typeof(TicketResource))
        {
            LeaveOut(type, NotOfTickets);
        }
        else if (type.Type == typeof(MessageResource))
        {
            LeaveOut(type, NotOfMessages);
            var text = type.CreateJsonPropertyInfo(typeof(string), "text");
            text.Get = static message => ((MessageResource)message).BodyText;
            type.Properties.Add(text);
            var sentiments = type.CreateJsonPropertyInfo(typeof(JsonElement), "sentiments");
            sentiments.Get = static _ => NoSentiments;
            type.Properties.Add(sentiments);
        }
    }

    private static void LeaveOut(JsonTypeInfo type, string[] names)
    {
        foreach (var property in type.Properties.Where(property => names.Contains(property.Name)).ToList())
        {
            type.Properties.Remove(property);
        }
    }
}
