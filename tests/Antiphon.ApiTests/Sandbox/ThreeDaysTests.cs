using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Antiphon.Accounts;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Contract;
using Antiphon.Sandbox;

namespace Antiphon.ApiTests.Sandbox;

/// <summary>Three days of a desk that pass in seconds, and the same again.</summary>
[Trait("row", "N02")]
public sealed partial class ThreeDaysTests
{
    [Fact]
    public async Task Three_days_leave_the_same_event_log_twice_byte_for_byte()
    {
        await using var desk = await Playbox.DeskAsync();
        var first = await RunAsync(desk);
        // Something happens elsewhere meanwhile: it must not matter.
        await desk.ThreadAsync();
        var second = await RunAsync(desk);
        Assert.True(first.Log.Length > 5_000, "A log was written.");
        Assert.Equal(first.Log, second.Log);
        Assert.Equal(first.Hooks, second.Hooks);
    }

    [Fact]
    public async Task Everything_that_is_due_happens_at_its_own_time_and_in_order()
    {
        await using var desk = await Playbox.DeskAsync();
        var (log, hooks) = await RunAsync(desk);
        var events = log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        string At(string type) => (string)events.First(item => (string?)item["type"] == type)["created_datetime"]!;
        // Snoozed at 9:00 for a day; closed at 9:50 and asked 24 hours later; a job at half past ten.
        Assert.StartsWith("2030-01-08T09:00:00", At(EventType.TicketSelfUnsnoozed), StringComparison.Ordinal);
        Assert.StartsWith("2030-01-08T09:50:00", At(EventType.SatisfactionSurveySent), StringComparison.Ordinal);
        var times = events.Select(item => (string)item["created_datetime"]!).ToList();
        Assert.Equal(times.Order(StringComparer.Ordinal), times);
        // The first delivery failed twice, and came again when its pause was over by the clock of the account.
        var tries = hooks.GroupBy(hook => hook.Split(' ')[2]).Single(delivery => delivery.Count() == 3).Select(hook => hook.Split(' ')[1]).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(3, tries.Distinct().Count());
        Assert.All(hooks, hook => Assert.StartsWith("2030-01-", hook.Split(' ')[1], StringComparison.Ordinal));
    }

    /// <summary>A script of three days; answers the log, and each webhook as it came with the time it was signed for.</summary>
    private static async Task<(string Log, IReadOnlyList<string> Hooks)> RunAsync(Desk desk)
    {
        var failures = 2;
        await using var receiver = await WebhookReceiver.StartAsync(_ => Interlocked.Decrement(ref failures) >= 0 ? 503 : 200);
        using var box = await Playbox.OpenAsync(desk, new SandboxWish(DateTimeOffset.Parse(Playbox.Start, CultureInfo.InvariantCulture), Seed: 7));
        async Task<Answer> DoAsync(HttpMethod method, string path, object body)
        {
            var answer = await box.Admin.CallAsync(method, path, body);
            Assert.True((int)answer.Status < 300, $"{method} {path}: {answer.Body}");
            await box.SettleAsync();
            return answer;
        }

        await DoAsync(HttpMethod.Post, "/api/account/settings", """{"type": "satisfaction-surveys", "data": {"send_survey_for_email": true, "survey_interval": 24}}""");
        await box.MailAsync();
        await Playbox.HookAsync(box, receiver, "ticket-created", "ticket-updated", "ticket-self-unsnoozed");
        await box.SettleAsync();
        await DoAsync(HttpMethod.Post, "/api/rules", new JsonObject
        {
            ["name"] = "Parcels",
            ["event_types"] = "ticket-created,ticket-updated",
            ["code"] = "if (eq(ticket.status, 'open')) { Action('addTags', { tags: 'seen' }); }",
        }.ToJsonString());
        var tickets = new List<long>();
        for (var i = 0; i < 4; i++)
        {
            tickets.Add((long)(await DoAsync(HttpMethod.Post, "/api/tickets", new JsonObject
            {
                ["channel"] = "email",
                ["via"] = "api",
                ["subject"] = $"Parcel {i}",
                ["messages"] = new JsonArray(Samples.IncomingEmail($"mira{i}@mail.example")),
            }.ToJsonString()))["id"]!);
            await box.AdvanceAsync("10m");
        }

        Assert.StartsWith("2030-01-07T09:40:00", await box.NowAsync(), StringComparison.Ordinal);
        await DoAsync(HttpMethod.Put, $"/api/tickets/{tickets[0]}", new { snooze_datetime = "2030-01-08T09:00:00" });
        await DoAsync(HttpMethod.Put, $"/api/tickets/{tickets[1]}", new { snooze_datetime = "2030-01-08T09:00:00" });
        await box.MoveAsync(new { set = "2030-01-07T09:50:00" });
        await DoAsync(HttpMethod.Put, $"/api/tickets/{tickets[2]}", new { status = "closed" });
        await DoAsync(HttpMethod.Post, "/api/jobs", $$"""{"type": "updateTicket", "params": {"ticket_ids": [{{tickets[0]}}, {{tickets[3]}}], "updates": {"priority": "high"} }, "scheduled_datetime": "2030-01-07T10:30:00"}""");
        await DoAsync(HttpMethod.Post, $"/api/tickets/{tickets[3]}/messages", Samples.Note().ToJsonString());
        await box.AdvanceAsync("1d");
        await DoAsync(HttpMethod.Put, $"/api/tickets/{tickets[3]}", new { status = "closed" });
        await box.AdvanceAsync("1d");
        await DoAsync(HttpMethod.Put, $"/api/tickets/{tickets[1]}", new { priority = "critical" });
        await box.AdvanceAsync("1d");
        // Nothing differs but the number and the name of the account itself, and the links that nobody may guess.
        return ((await box.EventLogAsync()).Replace($"{box.Account.Id}", "0", StringComparison.Ordinal), [.. receiver.Calls.Select(call => Link().Replace(Told(call).Replace(box.Account.Domain, "play", StringComparison.Ordinal), "the link")).Order(StringComparer.Ordinal)]);
    }

    [GeneratedRegex("http://play[^ \"\\\\<]*/surveys/[^ \"\\\\<]*", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();

    private static string Told(ReceivedCall call)
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(long.Parse(call.Header("webhook-timestamp")!, CultureInfo.InvariantCulture));
        return string.Create(CultureInfo.InvariantCulture, $"{call.Header("X-Antiphon-Sequence")} {at:yyyy-MM-ddTHH:mm:ss} {call.Header("webhook-id")} {call.Type} {call.Header("X-Antiphon-Attempt")} {call.Text}");
    }
}
