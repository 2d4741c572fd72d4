using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Statistics;

/// <summary>What its people, its bot and its agent do.</summary>
internal sealed partial class RandomDesk
{
    private async Task ActAsync()
    {
        var what = random.Next(115);
        if (what < 22 || tickets.Count < 5)
        {
            await CreateAsync();
            return;
        }

        var ticket = tickets[random.Next(tickets.Count)];
        await (what switch
        {
            < 34 => SayAsync(ticket, Threads.Question()),
            < 54 => SayAsync(ticket, Threads.Reply()),
            < 57 => SayAsync(ticket, Threads.Note()),
            < 68 => ChangeAsync(ticket, new() { ["status"] = random.Next(4) == 0 ? "open" : "closed" }),
            < 74 => ChangeAsync(ticket, new() { ["assignee_user"] = random.Next(4) == 0 ? null : new JsonObject { ["id"] = Pick(Users) } }),
            < 78 => ChangeAsync(ticket, new() { ["assignee_team"] = random.Next(4) == 0 ? null : new JsonObject { ["id"] = Pick(Teams) } }),
            < 80 => ChangeAsync(ticket, new() { ["status"] = "closed", ["assignee_user"] = new JsonObject { ["id"] = Pick(Users) } }),
            < 86 => PostAsync($"/api/tickets/{ticket}/tags", new JsonObject { ["ids"] = new JsonArray(Pick(Tags)) }),
            < 88 => CallAsync(HttpMethod.Delete, $"/api/tickets/{ticket}/tags", new JsonObject { ["ids"] = new JsonArray(Pick(Tags)) }),
            < 93 => CallAsync(HttpMethod.Put, $"/api/tickets/{ticket}/custom-fields/{Fields[0]}", $"\"{Pick(Words)}\""),
            < 95 => CallAsync(HttpMethod.Put, $"/api/tickets/{ticket}/custom-fields/{Fields[1]}", $"{random.Next(3)}"),
            < 96 => ChangeAsync(ticket, new() { ["spam"] = random.Next(2) == 0 }),
            < 97 => ChangeAsync(ticket, new() { ["trashed_datetime"] = random.Next(2) == 0 ? Now.ToString("o") : null }),
            < 98 => DeleteMessageAsync(),
            < 99 => DeleteTicketAsync(ticket),
            < 100 => ChangeAsync(ticket, new() { ["snooze_datetime"] = Now.AddDays(1).ToString("o") }),
            < 108 => SurveyAsync(ticket),
            _ => PhoneAsync(),
        });
    }

    private async Task CreateAsync()
    {
        var email = $"customer{random.Next(40)}@mail.example";
        var first = random.Next(5) switch
        {
            0 => new[] { Samples.IncomingEmail(email), Threads.Reply() },
            1 => [Threads.Reply()],
            _ => [Samples.IncomingEmail(email)],
        };
        var ticket = Samples.Ticket(email, first);
        ticket["channel"] = Pick(Channels);
        ticket["subject"] = $"My parcel is {Pick(Words)}";
        if (random.Next(3) == 0)
        {
            ticket["assignee_user"] = new JsonObject { ["id"] = Pick(Users) };
            ticket["tags"] = new JsonArray(new JsonObject { ["id"] = Pick(Tags) });
        }

        if (random.Next(8) == 0)
        {
            // Brought along from elsewhere.
            ticket["imported"] = true;
            ticket["created_datetime"] = Now.AddDays(-10).ToString("o");
            ticket["status"] = "closed";
            ticket["closed_datetime"] = Now.AddDays(-8).ToString("o");
        }

        var made = await Pick(people).PostJsonAsync("/api/tickets", ticket);
        if (made.Status is HttpStatusCode.Created)
        {
            var id = (long)made["id"]!;
            tickets.Add(id);
            customers[id] = (long)made["customer"]!["id"]!;
            await Desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync(
                $"update tickets set integration_ids = {random.Next(4) switch { 0 => [Integrations[0]], 1 => [Integrations[1]], 2 => [Integrations[1], Integrations[0]], _ => Array.Empty<long>() }} where account_id = {Desk.Account.Id} and id = {id}",
                CancellationToken.None));
            (await Desk.Admin.PutJsonAsync($"/api/tickets/{id}", new { external_id = $"order-{id}" })).Is(HttpStatusCode.Accepted);
        }
    }

    private async Task SayAsync(long ticket, JsonObject message)
    {
        var said = await Pick(people).SayAsync(ticket, message);
        if (said.Status is HttpStatusCode.Created)
        {
            messages.Add((ticket, (long)said["id"]!));
        }
    }

    private async Task DeleteMessageAsync()
    {
        if (messages.Count > 0)
        {
            var (ticket, message) = messages[random.Next(messages.Count)];
            // Clocks keep what they have seen, so that it is there before it goes.
            await SettleAsync();
            Deleted.AddRange((await RawDesk.ReadAsync(Desk)).Messages.Where(one => one.Id == message));
            await CallAsync(HttpMethod.Delete, $"/api/tickets/{ticket}/messages/{message}", null);
        }
    }

    private async Task DeleteTicketAsync(long ticket)
    {
        tickets.Remove(ticket);
        (await Desk.Admin.DeleteJsonAsync($"/api/tickets/{ticket}")).Is(HttpStatusCode.NoContent);
    }

    // Sent, sent and answered, brought along with its answer, or yet to be sent.
    private Task SurveyAsync(long ticket)
    {
        var (score, how) = (random.Next(1, 6), random.Next(5));
        return PostAsync("/api/satisfaction-surveys", new JsonObject
        {
            ["ticket_id"] = ticket,
            ["customer_id"] = customers[ticket],
            ["score"] = how is 0 or 4 ? null : score,
            ["sent_datetime"] = how is 0 or 1 or 2 ? Now.AddHours(-random.Next(30)).ToString("o") : null,
        });
    }

    private Task PhoneAsync()
    {
        var (isOutbound, caller, duration) = (random.Next(3) == 0, $"+1555123{random.Next(10):0000}", random.Next(600));
        return PostAsync("/api/phone/voice-calls", new JsonObject
        {
            ["external_id"] = $"call-{random.Next()}",
            ["direction"] = isOutbound ? "outbound" : "inbound",
            ["from"] = isOutbound ? "+15559870002" : caller,
            ["to"] = isOutbound ? caller : "+15559870002",
            ["agent"] = random.Next(4) == 0 ? null : new JsonObject { ["id"] = Pick(Users) },
            ["termination_status"] = Pick(["answered", "answered", "missed", "abandoned", "cancelled", "callback-requested"]),
            ["duration"] = random.Next(6) == 0 ? null : duration,
            ["wait_time"] = random.Next(2) == 0 ? null : random.Next(Math.Min(duration, 60) + 1),
            ["queue_id"] = random.Next(3) is 0 ? null : random.Next(1, 4),
            ["integration_id"] = random.Next(3) is 0 ? Integrations[0] : null,
            ["started_datetime"] = random.Next(3) is 0 ? Now.AddHours(-random.Next(100)).ToString("o") : null,
        });
    }

    private Task ChangeAsync(long ticket, JsonObject change) => CallAsync(HttpMethod.Put, $"/api/tickets/{ticket}", change);

    private Task PostAsync(string path, JsonObject body) => CallAsync(HttpMethod.Post, path, body);

    // What one of them may not do is not done.
    private async Task CallAsync(HttpMethod method, string path, object? body)
    {
        var answer = await Pick(people).CallAsync(method, path, body is JsonObject json ? json.ToJsonString() : body);
        Assert.True((int)answer.Status < 500, $"{method} {path}: {answer.Body}");
    }
}
