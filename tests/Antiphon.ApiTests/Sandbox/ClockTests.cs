using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Antiphon.Accounts;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Contract;
using Antiphon.Sandbox;
using Microsoft.AspNetCore.Http;

namespace Antiphon.ApiTests.Sandbox;

/// <summary>What time it is in a sandbox, and what goes by it.</summary>
[Trait("row", "N02")]
public sealed class ClockTests
{
    [Fact]
    public async Task Time_goes_forward_as_far_as_it_is_told_and_no_other_account_follows()
    {
        await using var desk = await Playbox.DeskAsync();
        using var box = await Playbox.OpenAsync(desk);
        using var other = await Playbox.OpenAsync(desk);
        Assert.True((bool)(await box.Admin.GetJsonAsync("/_sandbox/clock")).Is(HttpStatusCode.OK)["frozen"]!);
        await box.AdvanceAsync("1w2d3h4m5s");
        Assert.StartsWith("2030-01-16T12:04:05", await box.NowAsync(), StringComparison.Ordinal);
        await box.MoveAsync(new { set = "2030-02-01T00:00:00" });
        Assert.StartsWith("2030-02-01T00:00:00", await box.NowAsync(), StringComparison.Ordinal);
        Assert.StartsWith("2030-01-07T09:00:00", await other.NowAsync(), StringComparison.Ordinal);
        var ticket = await box.Admin.OpenTicketAsync();
        Assert.StartsWith("2030-02-01T00:00:00", (string)ticket["created_datetime"]!, StringComparison.Ordinal);
        Assert.All((await box.EventLogAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)[^2..], line => Assert.Contains("2030-02-01T00:00:00", line, StringComparison.Ordinal));
        var change = (await box.Admin.GetJsonAsync("/api/changes?after=0&limit=1000")).Is(HttpStatusCode.OK)["data"]!.AsArray()[^1]!;
        Assert.Contains("2030-02-01T00:00:00", change.ToJsonString(), StringComparison.Ordinal);
        var elsewhere = DateTimeOffset.Parse((string)(await desk.Admin.OpenTicketAsync())["created_datetime"]!, CultureInfo.InvariantCulture);
        Assert.True((elsewhere - TimeProvider.System.GetUtcNow()).Duration() < TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_by_its_name()
    {
        await using var desk = await Playbox.DeskAsync();
        using var box = await Playbox.OpenAsync(desk);
        foreach (var (body, field) in new (object, string)[]
        {
            (new { }, "_schema"),
            (new { advance = "soon" }, "advance"),
            (new { advance = "" }, "advance"),
            (new { advance = "-1d" }, "advance"),
            (new { advance = "999999999s999999w" }, "advance"),
            (new { advance = "11w521w" }, "advance"),
            (new { advance = "600w" }, "advance"),
            (new { advance = "999999w" }, "advance"),
            (new { set = "2029-01-01T00:00:00" }, "set"),
            (new { set = "2100-01-02T00:00:00" }, "set"),
            (new { advance = "1d", set = "2030-02-01T00:00:00" }, "set"),
            (new { frozen = "maybe" }, "frozen"),
            (new { back = "1d" }, "back"),
        })
        {
            var refused = (await box.Admin.PostJsonAsync("/_sandbox/clock", body)).Is(HttpStatusCode.BadRequest);
            Assert.True(refused.ErrorsAt(field).Length > 0, $"{field}: {refused.Body}");
        }

        Assert.StartsWith("2030-01-07T09:00:00", await box.NowAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_lies_elsewhere_is_copied_at_the_time_of_the_account_and_tried_again_by_it()
    {
        var failures = 1;
        await using var elsewhere = await WebhookReceiver.StartAsync(async (_, http) =>
        {
            http.Response.StatusCode = Interlocked.Decrement(ref failures) >= 0 ? 503 : 200;
            await http.Response.WriteAsync("far away", http.RequestAborted);
        });
        await using var desk = await Playbox.DeskAsync(("Files:CopyForeign", "true"));
        using var box = await Playbox.OpenAsync(desk);
        var ticket = await box.Admin.OpenTicketAsync(body => body["messages"]![0]!["attachments"] = new JsonArray(new JsonObject { ["url"] = $"{elsewhere.Url}/far.txt", ["name"] = "far.txt", ["content_type"] = "text/plain" }));
        await box.SettleAsync();
        var asked = elsewhere.Calls.Count;
        Assert.Equal(1, asked);
        await box.AdvanceAsync("10s");
        var attachment = (await box.Admin.GetJsonAsync($"/api/tickets/{ticket["id"]}")).Is(HttpStatusCode.OK)["messages"]![0]!["attachments"]![0]!;
        Assert.Contains("/api/attachment/download/", (string)attachment["url"]!, StringComparison.Ordinal);
        Assert.Equal(2, elsewhere.Calls.Count);
    }

    [Fact]
    public async Task Keys_and_idempotency_keys_end_by_it()
    {
        await using var desk = await Playbox.DeskAsync();
        using var box = await Playbox.OpenAsync(desk);
        var made = (await box.Admin.PostJsonAsync("/api/keys", new { name = "Robot" })).Is(HttpStatusCode.Created);
        using var robot = desk.Caller(Playbox.Owner, (string)made["key"]!, box.Host);
        (await box.Admin.PostJsonAsync($"/api/keys/{made["id"]}/rotate", new { overlap_hours = 24 })).Is(HttpStatusCode.Created);
        (await robot.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.OK);
        async Task<long> OnceAsync() => (long)(await box.Admin.PostJsonAsync("/api/tickets", Samples.Ticket("once@mail.example"), ("Idempotency-Key", "order-1"))).Is(HttpStatusCode.Created)["id"]!;
        var first = await OnceAsync();
        await box.AdvanceAsync("23h");
        (await robot.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.OK);
        Assert.Equal(first, await OnceAsync());
        await box.AdvanceAsync("2h");
        (await robot.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.Unauthorized);
        Assert.NotEqual(first, await OnceAsync());
    }

    [Fact]
    public async Task A_clock_that_goes_wakes_tickets_by_itself_and_can_be_stopped()
    {
        await using var desk = await Playbox.DeskAsync(("Snooze:WakeEvery", "00:00:00.100"));
        using var box = await Playbox.OpenAsync(desk, new SandboxWish());
        var begin = await box.NowAsync();
        Assert.True((DateTimeOffset.Parse(begin, CultureInfo.InvariantCulture) - TimeProvider.System.GetUtcNow()).Duration() < TimeSpan.FromMinutes(5));
        var moved = await box.MoveAsync(new { advance = "2d" });
        Assert.False((bool)moved["frozen"]!);
        var soon = DateTimeOffset.Parse(await box.NowAsync(), CultureInfo.InvariantCulture).AddMilliseconds(1500);
        var ticket = (await box.Admin.OpenTicketAsync(body => body["snooze_datetime"] = WireDate.Format(soon)))["id"];
        await Threads.UntilAsync(async () => (string?)(await box.Admin.GetJsonAsync($"/api/tickets/{ticket}"))["snooze_datetime"] is null);
        await box.MoveAsync(new { frozen = true });
        var stopped = await box.NowAsync();
        await box.Admin.OpenTicketAsync();
        Assert.Equal(stopped, await box.NowAsync());
        await box.MoveAsync(new { frozen = false });
        await Threads.UntilAsync(async () => await box.NowAsync() != stopped);
    }

    [Fact]
    public async Task The_rate_limit_goes_by_ordinary_time()
    {
        await using var desk = await Playbox.DeskAsync();
        using var box = await Playbox.OpenAsync(desk, switches: new Switches { Plan = "custom", CustomKeySize = 3, CustomAppSize = 3, CustomWindow = 2 });
        await Threads.UntilAsync(async () => (await box.Admin.GetJsonAsync("/api/tags")).Status is HttpStatusCode.TooManyRequests);
        await Threads.UntilAsync(async () => (await box.Admin.GetJsonAsync("/api/tags")).Status is HttpStatusCode.OK);
    }

    [Fact]
    public async Task One_call_at_a_time_moves_it()
    {
        await using var receiver = await WebhookReceiver.StartAsync(async (_, http) => await Task.Delay(Timeout.Infinite, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing));
        await using var desk = await Playbox.DeskAsync(("Outgoing:Timeout", "00:00:03"), ("Sandbox:Patience", "00:00:01"));
        using var box = await Playbox.OpenAsync(desk);
        await Playbox.HookAsync(box, receiver, "ticket-created");
        await box.Admin.OpenTicketAsync();
        await Threads.UntilAsync(() => Task.FromResult(receiver.Calls.Count == 1));
        var calls = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => box.Admin.PostJsonAsync("/_sandbox/clock", new { advance = "1d" })));
        Assert.Equal(4, calls.Count(call => call.Status is HttpStatusCode.Conflict));
        // It says what it waited for, and stays where it had come to.
        var stopped = calls.Single(call => call.Status is HttpStatusCode.OK);
        Assert.Equal("webhooks", (string?)stopped["waiting"]);
        Assert.StartsWith("2030-01-07T09:00:00", (string)stopped["now_datetime"]!, StringComparison.Ordinal);
    }
}
