using System.Globalization;
using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Client;
using Antiphon.Contract;

namespace Antiphon.ApiTests.Sandbox;

/// <summary>Bad days on demand, and the same bad day again.</summary>
[Trait("row", "N03")]
public sealed class FaultTests
{
    private const string Cut = "cut";

    [Fact]
    public async Task A_profile_replays_identically_from_its_seed()
    {
        await using var desk = await Playbox.DeskAsync();
        using var box = await Playbox.OpenAsync(desk);
        var first = await PlayAsync(box, new { profile = "bad-day", seed = 7, slow_by = 1, too_many_requests = 0.2m });
        var made = (await box.Admin.GetJsonAsync("/_sandbox/faults")).Is(HttpStatusCode.OK)["made"]!;
        var again = await PlayAsync(box, new { profile = "bad-day", seed = 7, slow_by = 1, too_many_requests = 0.2m });
        var other = await PlayAsync(box, new { profile = "bad-day", seed = 8, slow_by = 1, too_many_requests = 0.2m });
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.Contains("429", first);
        Assert.Contains(Cut, first);
        Assert.Contains("200", first);
        Assert.Equal(first.Count(answer => answer == "429"), (int)made["too_many_requests"]!);
        Assert.Equal(first.Count(answer => answer is "502" or "503" or "504"), (int)(made["server_errors"] ?? 0)!);
        Assert.Equal(first.Count(answer => answer == Cut), (int)(made["cut_before"] ?? 0)! + (int)(made["cut_after"] ?? 0)!);
    }

    [Fact]
    public async Task Each_fault_is_what_it_says()
    {
        await using var desk = await Playbox.DeskAsync();
        using var box = await Playbox.OpenAsync(desk);
        await SetAsync(box, new { too_many_requests = 1, retry_after = 3 });
        var refused = (await box.Admin.GetJsonAsync("/api/tags")).Is(HttpStatusCode.TooManyRequests);
        Assert.Equal("3", refused.Header("Retry-after"));
        Assert.NotNull(refused["error"]!["msg"]);
        await SetAsync(box, new { server_errors = 1 });
        var broken = await box.Admin.PostJsonAsync("/api/tags", new { name = "never" });
        Assert.True(broken.Status is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout);
        await SetAsync(box, new { cut_before = 1 });
        Assert.Equal(Cut, await CallAsync(box, HttpMethod.Post, "/api/tags", new { name = "never" }));
        await SetAsync(box, new { cut_after = 1 });
        Assert.Equal(Cut, await CallAsync(box, HttpMethod.Post, "/api/tags", new { name = "silently" }));
        await SetAsync(box, new { slow = 1, slow_by = 300 });
        var started = TimeProvider.System.GetTimestamp();
        (await box.Admin.GetJsonAsync("/api/tags")).Is(HttpStatusCode.OK);
        Assert.True(TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(290));
        await box.Admin.OpenTicketAsync();
        await box.Admin.OpenTicketAsync();
        var cursor = (string)(await box.Admin.GetJsonAsync("/api/tickets?limit=1")).Is(HttpStatusCode.OK)["meta"]!["next_cursor"]!;
        await SetAsync(box, new { expired_cursors = 1 });
        (await box.Admin.GetJsonAsync("/api/tickets?limit=1")).Is(HttpStatusCode.OK);
        Assert.NotEmpty((await box.Admin.GetJsonAsync($"/api/tickets?limit=1&cursor={Uri.EscapeDataString(cursor)}")).Is(HttpStatusCode.BadRequest).ErrorsAt("cursor"));
        await SetAsync(box, new { renamed_fields = 1 });
        var renamed = (await box.Admin.GetJsonAsync("/api/tickets?limit=2")).Is(HttpStatusCode.OK)["data"]!.AsArray();
        Assert.Equal(2, renamed.Count);
        Assert.All(renamed, ticket => Assert.Single(ticket!.AsObject(), member => member.Key.EndsWith("_v2", StringComparison.Ordinal)));
        // What stands below /_sandbox works through all of it, and everything works again afterwards.
        await SetAsync(box, new { too_many_requests = 1 });
        (await box.Admin.GetJsonAsync("/_sandbox/clock")).Is(HttpStatusCode.OK);
        (await box.Admin.DeleteJsonAsync("/_sandbox/faults")).Is(HttpStatusCode.NoContent);
        var tags = (await box.Admin.GetJsonAsync("/api/tags")).Is(HttpStatusCode.OK)["data"]!.AsArray().Select(tag => (string)tag!["name"]!);
        Assert.Equal(["silently"], tags);
        Assert.Equal(0, (decimal)(await box.Admin.GetJsonAsync("/_sandbox/faults")).Is(HttpStatusCode.OK)["too_many_requests"]!);
        // Nobody else is touched.
        await SetAsync(box, new { profile = "429-storm", too_many_requests = 1 });
        (await desk.Admin.GetJsonAsync("/api/tags")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Webhooks_come_twice_or_never_or_behind_the_next()
    {
        await using var desk = await Playbox.DeskAsync();
        async Task<List<string>> HooksAsync(object faults, int wanted)
        {
            await using var receiver = await WebhookReceiver.StartAsync();
            using var box = await Playbox.OpenAsync(desk);
            await Playbox.HookAsync(box, receiver, "ticket-created");
            await SetAsync(box, faults);
            for (var i = 0; i < 6; i++)
            {
                await box.Admin.OpenTicketAsync(ticket => ticket["subject"] = $"{i}");
                await box.SettleAsync();
            }

            await Threads.UntilAsync(() => Task.FromResult(receiver.Calls.Count >= wanted));
            return [.. receiver.Calls.Select(call => (string)call["ticket"]!["subject"]!)];
        }

        Assert.Equal(["0", "0", "1", "1", "2", "2", "3", "3", "4", "4", "5", "5"], await HooksAsync(new { webhooks_twice = 1 }, 12));
        Assert.Empty(await HooksAsync(new { webhooks_lost = 1 }, 0));
        var mixed = await HooksAsync(new { webhooks_out_of_order = 0.5m, seed = 3 }, 6);
        Assert.Equal(["0", "1", "2", "3", "4", "5"], mixed.Order(StringComparer.Ordinal));
        Assert.NotEqual(mixed.Order(StringComparer.Ordinal), mixed);
        Assert.Equal(mixed, await HooksAsync(new { webhooks_out_of_order = 0.5m, seed = 3 }, 6));
    }

    [Fact]
    public async Task Wrong_faults_are_refused_by_their_names()
    {
        await using var desk = await Playbox.DeskAsync();
        using var box = await Playbox.OpenAsync(desk);
        foreach (var (body, field) in new (object, string)[]
        {
            (new { profile = "good-day" }, "profile"),
            (new { slow = 1.5m }, "slow"),
            (new { cut_before = -0.1m }, "cut_before"),
            (new { retry_after = 61 }, "retry_after"),
            (new { slow_by = 0 }, "slow_by"),
            (new { server_errors = 0.6m, slow = 0.6m }, "_schema"),
            (new { webhooks_lost = 0.6m, webhooks_twice = 0.6m }, "_schema"),
            (new { shares = 1 }, "shares"),
        })
        {
            Assert.NotEmpty((await box.Admin.PostJsonAsync("/_sandbox/faults", body)).Is(HttpStatusCode.BadRequest).ErrorsAt(field));
        }
    }

    [Fact]
    public async Task The_SDK_loses_nothing_on_a_bad_day()
    {
        var mutations = int.TryParse(Environment.GetEnvironmentVariable("ANTIPHON_BAD_DAY"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 500;
        await using var desk = await Playbox.DeskAsync();
        using var box = await Playbox.OpenAsync(desk);
        using var client = box.Client(new() { IsPaced = false, MaxRetries = 12, MaxRateLimitRetries = 30, RetryDelay = TimeSpan.FromMilliseconds(20), MaxRetryDelay = TimeSpan.FromMilliseconds(200) });
        await client.Sandbox.SetFaultsAsync(new SetSandboxFaultsRequest { Profile = SandboxProfile.BadDay, Seed = 11, SlowBy = 20, RetryAfter = 0 }, cancellationToken: TestContext.Current.CancellationToken);
        var made = new System.Collections.Concurrent.ConcurrentDictionary<long, string>();
        await Parallel.ForEachAsync(Enumerable.Range(0, mutations), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, token) =>
        {
            var tag = await client.Tags.CreateAsync(new CreateTagRequest($"tag {i}"), cancellationToken: token);
            Assert.True(made.TryAdd(tag.Id, tag.Name), "Each was made once.");
        });
        var faults = await client.Sandbox.GetFaultsAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(faults.Made.Values.Sum() > mutations / 20, "It was a bad day.");
        await client.Sandbox.RemoveFaultsAsync(cancellationToken: TestContext.Current.CancellationToken);
        var there = new Dictionary<long, string>();
        await foreach (var tag in client.Tags.ListAsync(cancellationToken: TestContext.Current.CancellationToken))
        {
            there.Add(tag.Id, tag.Name);
        }

        Assert.Equal(made.OrderBy(tag => tag.Key), there.OrderBy(tag => tag.Key));
        Assert.Equal(mutations, there.Count);
    }

    /// <summary>A hundred requests one after the other, and what came of each.</summary>
    private static async Task<List<string>> PlayAsync(Playbox box, object faults)
    {
        await SetAsync(box, faults);
        var answers = new List<string>();
        for (var i = 0; i < 100; i++)
        {
            answers.Add(await CallAsync(box, HttpMethod.Get, "/api/tags", null));
        }

        return answers;
    }

    private static async Task SetAsync(Playbox box, object faults) => (await box.Admin.PostJsonAsync("/_sandbox/faults", faults)).Is(HttpStatusCode.OK);

    private static async Task<string> CallAsync(Playbox box, HttpMethod method, string path, object? body)
    {
        // A connection of its own: the handler would try a broken one again without telling.
        using var caller = box.Desk.Caller(Playbox.Owner, box.Key, box.Host);
        try
        {
            return ((int)(await caller.CallAsync(method, path, body)).Status).ToString(CultureInfo.InvariantCulture);
        }
        catch (HttpRequestException)
        {
            return Cut;
        }
    }
}
