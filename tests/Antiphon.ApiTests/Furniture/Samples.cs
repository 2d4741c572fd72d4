using System.Net;
using System.Text.Json.Nodes;

namespace Antiphon.ApiTests.Furniture;

/// <summary>Requests as clients in the field send them.</summary>
public static class Samples
{
    private static int count;

    /// <summary>An address that no other test uses.</summary>
    public static string NewEmail() => $"customer{Interlocked.Increment(ref count)}@mail.example";

    /// <summary>A customer's e-mail, with every member that real clients send.</summary>
    public static JsonObject IncomingEmail(string email, string text = "Where is my parcel?") => new()
    {
        ["channel"] = "email",
        ["via"] = "api",
        ["from_agent"] = false,
        ["sender"] = new JsonObject { ["email"] = email },
        ["source"] = new JsonObject
        {
            ["type"] = "email",
            ["from"] = new JsonObject { ["address"] = email, ["name"] = "Mira" },
            ["to"] = new JsonArray(new JsonObject { ["address"] = "support@store.example" }),
        },
        ["body_text"] = text,
        ["body_html"] = $"<p>{text}</p>",
    };

    /// <summary>A note that nobody outside sees.</summary>
    public static JsonObject Note(string text = "VIP, be quick") => new()
    {
        ["channel"] = "internal-note",
        ["via"] = "api",
        ["from_agent"] = true,
        ["public"] = false,
        ["body_text"] = text,
    };

    /// <summary>An action of a macro.</summary>
    public static JsonObject Action(string name, JsonObject? arguments = null) => new() { ["name"] = name, ["title"] = name, ["arguments"] = arguments ?? [] };

    /// <summary>The commonest action of macros.</summary>
    public static JsonObject AddTags(string tags) => Action("addTags", new JsonObject { ["tags"] = tags });

    /// <summary>A question to the statistics, about January 2026 unless it is changed.</summary>
    public static JsonObject Question(string scope, Action<JsonObject>? change = null, string from = "2026-01-01", string to = "2026-02-01")
    {
        var question = new JsonObject
        {
            ["scope"] = scope,
            ["timezone"] = "UTC",
            ["filters"] = new JsonArray(
                new JsonObject { ["member"] = "periodStart", ["operator"] = "afterDate", ["values"] = new JsonArray(from) },
                new JsonObject { ["member"] = "periodEnd", ["operator"] = "beforeDate", ["values"] = new JsonArray(to) }),
        };
        change?.Invoke(question);
        return question;
    }

    /// <summary>The same about half a year on both sides of today.</summary>
    public static JsonObject QuestionOfToday(string scope, Action<JsonObject>? change = null)
    {
        var today = TimeProvider.System.GetUtcNow();
        return Question(scope, change, $"{today.AddDays(-180):yyyy-MM-dd}", $"{today.AddDays(180):yyyy-MM-dd}");
    }

    /// <summary>A widget that draws what the customer's <c>data</c> hold.</summary>
    public static JsonObject Widget(Action<JsonObject>? change = null)
    {
        var widget = new JsonObject { ["type"] = "custom", ["template"] = new JsonObject { ["type"] = "wrapper", ["widgets"] = new JsonArray(new JsonObject { ["path"] = "plan", ["type"] = "text", ["title"] = "Plan" }) } };
        change?.Invoke(widget);
        return widget;
    }

    /// <summary>A webhook with every member that requests have.</summary>
    public static JsonObject Integration(string name, string url = "https://desk.example/hooks?email={{ticket.customer.email}}", params string[] triggers) => new()
    {
        ["name"] = name,
        ["description"] = "Tells the back office",
        ["type"] = "http",
        ["http"] = new JsonObject
        {
            ["url"] = url,
            ["method"] = "POST",
            ["headers"] = new JsonObject { ["x-api-key"] = "abcdef12345", ["x-ticket"] = "{{ticket.id}}" },
            ["form"] = new JsonObject { ["ticket_id"] = "{{ticket.id}}", ["text"] = "{{message.body_text}}" },
            ["request_content_type"] = "application/json",
            ["response_content_type"] = "application/json",
            ["triggers"] = new JsonObject(triggers.Select(trigger => KeyValuePair.Create<string, JsonNode?>(trigger, true))),
            ["oauth2"] = null,
        },
    };

    /// <summary>A ticket whose first message is a customer's e-mail.</summary>
    public static JsonObject Ticket(string email, params JsonObject[] messages) => new()
    {
        ["channel"] = "email",
        ["via"] = "api",
        ["from_agent"] = false,
        ["subject"] = "Order has not shipped",
        ["customer"] = new JsonObject { ["email"] = email },
        ["messages"] = new JsonArray(messages.Length == 0 ? [IncomingEmail(email)] : messages),
    };

    /// <summary>Creates a ticket of a new customer, changed by <paramref name="change"/>.</summary>
    public static async Task<Answer> OpenTicketAsync(this HttpClient caller, Action<JsonObject>? change = null)
    {
        var ticket = Ticket(NewEmail());
        change?.Invoke(ticket);
        return (await caller.PostJsonAsync("/api/tickets", ticket)).Is(HttpStatusCode.Created);
    }

    /// <summary>The types of the events about an object, oldest first.</summary>
    public static async Task<string[]> EventTypesAsync(this HttpClient caller, string objectType, JsonNode? id)
    {
        var events = (await caller.GetJsonAsync($"/api/events?object_type={objectType}&object_id={id}&order_by=created_datetime:asc&limit=100")).Is(HttpStatusCode.OK);
        return [.. events["data"]!.AsArray().Select(item => (string)item!["type"]!)];
    }
}
