using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.ApiTests.Users;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Sandbox.Clock;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Sandbox;

/// <summary>A sandbox on two servers with one database: whichever a program meets, it is the same account.</summary>
[Trait("row", "N01")]
[Trait("row", "N02")]
[Trait("row", "N03")]
public sealed class TwoNodesTests
{
    [Fact]
    public async Task A_clock_that_one_moves_goes_on_from_there_on_the_other_at_once()
    {
        await using var desk = await Playbox.DeskAsync();
        await using var second = await Playbox.AnotherNodeAsync(desk);
        using var box = await Playbox.OpenAsync(desk);
        using var there = second.Caller(box.Admin);
        for (var day = 8; day <= 22; day++)
        {
            var (mover, reader) = day % 2 == 0 ? (box.Admin, there) : (there, box.Admin);
            var moved = (await mover.PostJsonAsync("/_sandbox/clock", new { advance = "1d" })).Is(HttpStatusCode.OK);
            Assert.Null((string?)moved["waiting"]);
            var expected = $"2030-01-{day:00}T09:00:00";
            Assert.StartsWith(expected, (string)moved["now_datetime"]!, StringComparison.Ordinal);
            Assert.StartsWith(expected, (string)(await reader.GetJsonAsync("/_sandbox/clock")).Is(HttpStatusCode.OK)["now_datetime"]!, StringComparison.Ordinal);
            Assert.StartsWith(expected, (string)(await reader.OpenTicketAsync())["created_datetime"]!, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_key_that_ends_by_a_clock_that_one_moved_is_refused_by_the_other()
    {
        await using var desk = await Playbox.DeskAsync();
        await using var second = await Playbox.AnotherNodeAsync(desk);
        await DeafenAsync(second);
        using var box = await Playbox.OpenAsync(desk);
        var made = (await box.Admin.PostJsonAsync("/api/keys", new { name = "Robot" })).Is(HttpStatusCode.Created);
        using var robot = desk.Caller(Playbox.Owner, (string)made["key"]!, box.Host);
        using var robotThere = second.Caller(robot);
        (await box.Admin.PostJsonAsync($"/api/keys/{made["id"]}/rotate", new { overlap_hours = 24 })).Is(HttpStatusCode.Created);
        await box.AdvanceAsync("23h");
        (await robotThere.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.OK);
        await box.AdvanceAsync("2h");
        (await robotThere.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_due_happens_once_and_at_its_time_whichever_acts(bool isDeaf)
    {
        var failures = 2;
        await using var receiver = await WebhookReceiver.StartAsync(_ => Interlocked.Decrement(ref failures) >= 0 ? 503 : 200);
        await using var desk = await Playbox.DeskAsync();
        await using var second = await Playbox.AnotherNodeAsync(desk);
        using var box = await Playbox.OpenAsync(desk);
        using var there = second.Caller(box.Admin);
        (await there.GetJsonAsync("/_sandbox/clock")).Is(HttpStatusCode.OK);
        if (isDeaf)
        {
            // It knows the sandbox, and hears of no clock that is moved from now on, as if word of it were always late.
            await DeafenAsync(second);
        }

        (await box.Admin.PostJsonAsync("/api/account/settings", """{"type": "satisfaction-surveys", "data": {"send_survey_for_email": true, "survey_interval": 24}}""")).Is(HttpStatusCode.Created);
        await box.MailAsync();
        await Playbox.HookAsync(box, receiver, "ticket-created", "ticket-self-unsnoozed");
        var tickets = new List<long>();
        for (var i = 0; i < 3; i++)
        {
            tickets.Add((long)(await (i % 2 == 0 ? box.Admin : there).PostJsonAsync("/api/tickets", new JsonObject
            {
                ["channel"] = "email",
                ["via"] = "api",
                ["subject"] = $"Parcel {i}",
                ["messages"] = new JsonArray(Samples.IncomingEmail($"mira{i}@mail.example")),
            }.ToJsonString())).Is(HttpStatusCode.Created)["id"]!);
        }

        await box.SettleAsync();
        (await there.PutJsonAsync($"/api/tickets/{tickets[0]}", new { snooze_datetime = "2030-01-08T09:00:00" })).Is(HttpStatusCode.Accepted);
        (await box.Admin.PutJsonAsync($"/api/tickets/{tickets[1]}", new { snooze_datetime = "2030-01-08T10:00:00" })).Is(HttpStatusCode.Accepted);
        (await there.PutJsonAsync($"/api/tickets/{tickets[2]}", new { status = "closed" })).Is(HttpStatusCode.Accepted);
        await box.AdvanceAsync("1h");
        await box.AdvanceAsync("3d");
        var events = (await box.EventLogAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        string[] At(string type) => [.. events.Where(item => (string?)item["type"] == type).Select(item => ((string)item["created_datetime"]!)[..19]).Order(StringComparer.Ordinal)];
        Assert.Equal(["2030-01-08T09:00:00", "2030-01-08T10:00:00"], At(EventType.TicketSelfUnsnoozed));
        Assert.Equal(["2030-01-08T09:00:00"], At(EventType.SatisfactionSurveySent));
        // Each webhook arrived once, and what had failed came again by the clock of the account.
        var calls = receiver.Calls.Select(call => (Id: call.Header("webhook-id"), call.Type, Attempt: call.Header("X-Antiphon-Attempt"), At: SignedAt(call))).ToList();
        Assert.Equal(calls.Count, calls.DistinctBy(call => (call.Id, call.Attempt)).Count());
        Assert.Equal(3, calls.Where(call => call.Type == EventType.TicketCreated).DistinctBy(call => call.Id).Count());
        Assert.Equal(["2030-01-08T09:00:00", "2030-01-08T10:00:00"], calls.Where(call => call.Type == EventType.TicketSelfUnsnoozed).Select(call => call.At).Order(StringComparer.Ordinal));
        Assert.Equal(5 + 2, calls.Count);
        Assert.All(calls.Where(call => call.Attempt == "1" && call.Type == EventType.TicketCreated), call => Assert.StartsWith("2030-01-07T09:00:00", call.At, StringComparison.Ordinal));
        Assert.All(calls.Where(call => call.Attempt != "1"), call => Assert.True(string.CompareOrdinal(call.At, "2030-01-07T09:00:00") > 0, call.At));
    }

    [Fact]
    public async Task No_chance_is_met_twice()
    {
        await using var desk = await Playbox.DeskAsync();
        await using var second = await Playbox.AnotherNodeAsync(desk);
        using var box = await Playbox.OpenAsync(desk);
        using var there = second.Caller(box.Admin);
        for (var i = 0; i < 5; i++)
        {
            await box.Admin.OpenTicketAsync();
            await there.OpenTicketAsync();
        }

        var contexts = (await box.EventLogAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).Where(item => (string?)item["type"] == EventType.TicketCreated)
            .Select(item => (string)item["context"]!).ToList();
        Assert.Equal(10, contexts.Count);
        Assert.Equal(10, contexts.Distinct().Count());
    }

    [Fact]
    public async Task Faults_that_are_set_on_one_hold_on_the_other_and_begin_anew_there()
    {
        await using var desk = await Playbox.DeskAsync();
        await using var second = await Playbox.AnotherNodeAsync(desk);
        using var box = await Playbox.OpenAsync(desk);
        using var there = second.Caller(box.Admin);
        async Task<string> SeenAsync()
        {
            var seen = new List<HttpStatusCode>();
            for (var i = 0; i < 12; i++)
            {
                seen.Add((await there.GetJsonAsync("/api/tags")).Status);
            }

            return string.Join(' ', seen.Select(status => (int)status));
        }

        (await box.Admin.PostJsonAsync("/_sandbox/faults", new { server_errors = 0.5, seed = 7 })).Is(HttpStatusCode.OK);
        var first = await SeenAsync();
        Assert.Contains("50", first, StringComparison.Ordinal);
        Assert.Contains("200", first, StringComparison.Ordinal);
        (await box.Admin.PostJsonAsync("/_sandbox/faults", new { server_errors = 0.5, seed = 7 })).Is(HttpStatusCode.OK);
        Assert.Equal(first, await SeenAsync());
        (await there.DeleteJsonAsync("/_sandbox/faults")).Is(HttpStatusCode.NoContent);
        for (var i = 0; i < 12; i++)
        {
            (await box.Admin.GetJsonAsync("/api/tags")).Is(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task A_change_that_is_not_committed_moves_no_clock()
    {
        await using var desk = await Playbox.DeskAsync();
        using var box = await Playbox.OpenAsync(desk);
        await desk.InScopeAsync(async services =>
        {
            await using var transaction = await services.GetRequiredService<DeskDb>().BeginAsync(CancellationToken.None);
            return await services.GetRequiredService<SandboxStore>().SetClockAsync(box.Account.Id, DateTimeOffset.Parse("2031-01-01T00:00:00Z", CultureInfo.InvariantCulture), frozen: true, CancellationToken.None);
        });
        Assert.StartsWith("2030-01-07T09:00:00", await box.NowAsync(), StringComparison.Ordinal);
        Assert.StartsWith("2030-01-07T09:00:00", (string)(await box.Admin.OpenTicketAsync())["created_datetime"]!, StringComparison.Ordinal);
    }

    private static Task DeafenAsync(Node node) => node.Services.GetRequiredService<SandboxKeeper>().StopAsync(CancellationToken.None);

    private static string SignedAt(ReceivedCall call) =>
        DateTimeOffset.FromUnixTimeSeconds(long.Parse(call.Header("webhook-timestamp")!, CultureInfo.InvariantCulture)).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
}
