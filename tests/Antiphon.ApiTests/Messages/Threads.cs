using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.Channels.Outbox;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Messages;

/// <summary>Tickets, people and bodies as tests of messages need them.</summary>
internal static class Threads
{
    private static int count;

    public static string NewEmail() => $"writer{Interlocked.Increment(ref count)}@mail.example";

    public static MemoryOutbox Outbox(this Desk desk) => desk.Services.GetRequiredService<MemoryOutbox>();

    public static async Task<long> CustomerAsync(this Desk desk, string? email = null, string? name = "Mira Olsen", string? phone = null)
    {
        var body = new JsonObject { ["name"] = name, ["channels"] = new JsonArray() };
        if (email is not null)
        {
            body["email"] = email;
        }

        if (phone is not null)
        {
            body["channels"]!.AsArray().Add((JsonNode)new JsonObject { ["type"] = "phone", ["address"] = phone });
        }

        return (long)(await desk.Admin.PostJsonAsync("/api/customers", body)).Is(HttpStatusCode.Created)["id"]!;
    }

    /// <summary>A ticket without messages, as other parts of the server would have made it.</summary>
    public static Task<long> EmptyTicketAsync(this Desk desk, long? customer, string status = "open", string? subject = "Parcel", long? assignee = null) => desk.InScopeAsync(services =>
    {
        var now = services.GetRequiredService<TimeProvider>().Now();
        DateTimeOffset? closedAt = status is "closed" ? now : null;
        return services.GetRequiredService<DeskDb>().SingleAsync(
            $"""
            insert into tickets (account_id, status, channel, via, customer_id, subject, assignee_user_id, created_at, processed_at, updated_at, closed_at, snooze_at)
            values ({desk.Account.Id}, {status}, 'email', 'api', {customer}, {subject}, {assignee}, {now}, {now}, {now}, {closedAt}, {closedAt}) returning id
            """,
            row => row.GetInt64(0),
            CancellationToken.None);
    });

    /// <summary>A ticket of a new customer with an e-mail address.</summary>
    public static async Task<Thread> ThreadAsync(this Desk desk, string status = "open", string? subject = "Parcel", string? phone = null)
    {
        var email = NewEmail();
        var customer = await desk.CustomerAsync(email, phone: phone);
        return new Thread(await desk.EmptyTicketAsync(customer, status, subject), customer, email);
    }

    public static Task<long> IntegrationAsync(this Desk desk, string type, string name, string? address) => desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
        $"insert into integrations (account_id, type, name, address, created_at, updated_at) values ({desk.Account.Id}, {type}, {name}, {address}, now(), now()) returning id",
        row => row.GetInt64(0),
        CancellationToken.None));

    public static Task SettingAsync(this Desk desk, string type, string data) => desk.InScopeAsync(services =>
        services.GetRequiredService<DeskDb>().ExecuteAsync(
            $"""
            insert into account_settings (account_id, type, data, created_at, updated_at) values ({desk.Account.Id}, {type}, {new Jsonb(data)}, now(), now())
            on conflict (account_id, type) do update set data = excluded.data
            """,
            CancellationToken.None));

    public static Task<TicketRow> TicketAsync(this Desk desk, long id) => desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
        $"""
        select status, messages_count, excerpt, last_received_message_at, last_message_at, last_sent_message_not_delivered, integration_ids, assignee_user_id, updated_at, closed_at, snooze_at
        from tickets where account_id = {desk.Account.Id} and id = {id}
        """,
        row => new TicketRow(
            row.GetString(0),
            row.GetInt32(1),
            row.Text(2),
            row.TimeOrNull(3),
            row.TimeOrNull(4),
            row.GetBoolean(5),
            string.Join(',', row.GetFieldValue<long[]>(6)),
            row.Long(7),
            row.Time(8),
            row.TimeOrNull(9),
            row.TimeOrNull(10)),
        CancellationToken.None));

    public static Task<Answer> SayAsync(this HttpClient caller, long ticket, object body, string query = "") => caller.PostJsonAsync($"/api/tickets/{ticket}/messages{query}", body);

    public static async Task<Answer> SaidAsync(this HttpClient caller, long ticket, object body) => (await caller.SayAsync(ticket, body)).Is(HttpStatusCode.Created);

    public static Task<Answer> MessageAsync(this HttpClient caller, long ticket, long id) => caller.GetJsonAsync($"/api/tickets/{ticket}/messages/{id}");

    /// <summary>An agent's e-mail.</summary>
    public static JsonObject Reply(string text = "It arrives tomorrow.", string channel = "email") => new()
    {
        ["channel"] = channel,
        ["from_agent"] = true,
        ["source"] = new JsonObject { ["from"] = new JsonObject { ["address"] = "support@store.example", ["name"] = "Store" } },
        ["body_text"] = text,
    };

    /// <summary>A message of the ticket's customer through the API.</summary>
    public static JsonObject Question(string text = "Where is my parcel?") => new() { ["channel"] = "api", ["from_agent"] = false, ["body_text"] = text };

    public static JsonObject Note(string text = "VIP, be quick") => new() { ["channel"] = "internal-note", ["from_agent"] = true, ["public"] = false, ["body_text"] = text };

    public static JsonObject With(this JsonObject body, string member, JsonNode? value)
    {
        body[member] = value;
        return body;
    }

    public static JsonObject Without(this JsonObject body, string member)
    {
        body.Remove(member);
        return body;
    }

    /// <summary>Waits for a state of the server.</summary>
    public static async Task UntilAsync(Func<Task<bool>> reached)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await reached())
        {
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The message as soon as it was sent or has failed.</summary>
    public static async Task<Answer> EndOfSendingAsync(this Desk desk, long ticket, long id)
    {
        Answer? message = null;
        await UntilAsync(async () =>
        {
            message = (await desk.Admin.MessageAsync(ticket, id)).Is(HttpStatusCode.OK);
            return message["sent_datetime"] is not null || message["failed_datetime"] is not null;
        });
        return message!;
    }
}

/// <summary>A ticket and its customer.</summary>
internal sealed record Thread(long Ticket, long Customer, string Email);

/// <summary>What a ticket keeps of its messages.</summary>
internal sealed record TicketRow(
    string Status,
    int Count,
    string? Excerpt,
    DateTimeOffset? LastReceived,
    DateTimeOffset? LastMessage,
    bool NotDelivered,
    string Integrations,
    long? Assignee,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? ClosedAt,
    DateTimeOffset? SnoozeAt);
