using System.Text.Json.Nodes;
using Antiphon.Bench.Seeding;

namespace Antiphon.Bench.Load;

/// <summary>One kind of request, sent to the server and to the bare endpoint alike.</summary>
internal sealed record Case(string Name, string Domain, Func<Target, Conversation, int, byte[]> Request)
{
    public const string List = "list 30";
    public const string SmallList = "list 30 of 10,000";

    private static readonly string[] Words =
        "hello my parcel has not moved for five days and the tracking page says it left your warehouse on monday could you please look where it is because we need it before the weekend thank you".Split(' ');

    public static IReadOnlyList<Case> All { get; } =
    [
        new("get ticket", Seed.LargeDomain, (target, at, _) => target.Get($"/api/tickets/{at.TicketId}")),
        new(List, Seed.LargeDomain, (target, _, _) => target.Get("/api/tickets?limit=30")),
        new(SmallList, Seed.SmallDomain, (target, _, _) => target.Get("/api/tickets?limit=30")),
        new("list with customer_id", Seed.LargeDomain, (target, at, _) => target.Get($"/api/tickets?limit=30&customer_id={at.CustomerId}")),
        new("list messages of a ticket", Seed.LargeDomain, (target, at, _) => target.Get($"/api/tickets/{at.TicketId}/messages")),
        new("list messages", Seed.LargeDomain, (target, _, _) => target.Get("/api/messages?limit=30")),
        new("search customer by email", Seed.LargeDomain, (target, at, _) => target.Get($"/api/customers?email={Uri.EscapeDataString(at.Email)}")),
        new("create ticket", Seed.LargeDomain, (target, at, number) => target.Post("/api/tickets", NewTicket(at, number))),
        new("reply", Seed.LargeDomain, (target, at, number) => target.Post($"/api/tickets/{at.TicketId}/messages", Message(at, number).ToJsonString())),
    ];

    /// <summary>Those whose names contain one of the parts; all without any.</summary>
    public static IReadOnlyList<Case> Named(IReadOnlyList<string> parts) =>
        [.. All.Where(candidate => parts.Count == 0 || parts.Any(part => candidate.Name.Contains(part, StringComparison.OrdinalIgnoreCase)))];

    public IReadOnlyList<byte[]> Requests(Target target) => [.. target.Conversations.Select((conversation, number) => Request(target, conversation, number))];

    // What a shop's form sends: a known customer writes.
    private static string NewTicket(Conversation at, int number) => new JsonObject
    {
        ["channel"] = "email",
        ["via"] = "api",
        ["from_agent"] = false,
        ["subject"] = $"Where is order #{number}?",
        ["customer"] = new JsonObject { ["email"] = at.Email },
        ["messages"] = new JsonArray(Message(at, number)),
    }.ToJsonString();

    private static JsonObject Message(Conversation at, int number)
    {
        var text = string.Join(' ', Enumerable.Range(0, 40).Select(place => Words[((place * 7) + number) % Words.Length]));
        return new JsonObject
        {
            ["channel"] = "email",
            ["via"] = "api",
            ["from_agent"] = false,
            ["sender"] = new JsonObject { ["email"] = at.Email },
            ["source"] = new JsonObject
            {
                ["type"] = "email",
                ["from"] = new JsonObject { ["name"] = "Mira Olsen", ["address"] = at.Email },
                ["to"] = new JsonArray(new JsonObject { ["name"] = "Shop support", ["address"] = "support@shop.example" }),
            },
            ["body_text"] = text,
            ["body_html"] = $"<div>{text}</div>",
        };
    }
}
