using Antiphon.Client;
using Antiphon.UnitTests.Furniture;

namespace Antiphon.UnitTests.Client;

/// <summary>The pace against a simulated rate limit; all time is simulated.</summary>
public sealed class ThrottleTests
{
    private readonly ManualClock clock = new();

    [Theory]
    [Trait("row", "E12")]
    [InlineData(40, 20, 1, 80)]
    [InlineData(40, 20, 16, 80)]
    [InlineData(40, 20, 100, 80)]
    [InlineData(40, 20, 16, 3000)]
    [InlineData(80, 20, 16, 200)]
    [InlineData(40, 10, 16, 80)]
    [InlineData(80, 10, 32, 200)]
    [InlineData(40, 60, 16, 80)]
    public void Ten_thousand_calls_use_the_allowed_rate_and_hardly_ever_meet_a_429(int size, double window, int callers, int latency)
    {
        using var api = new SimulatedApi(clock, size, window, latency);
        var begin = clock.GetUtcNow();
        VirtualTime.Run(clock, () => CallAsync(api, callers, 10_000));

        var seconds = (clock.GetUtcNow() - begin).TotalSeconds;
        var best = (10_000 - size) / api.DrainPerSecond;
        TestContext.Current.TestOutputHelper?.WriteLine($"{best / seconds:P2} of the allowed rate, {api.Refused} answers of 429");
        Assert.Equal(10_000, api.Accepted);
        Assert.InRange(api.Refused, 0, 100);
        Assert.InRange(best / seconds, 0.95, 1.01);
    }

    [Fact]
    [Trait("row", "E12")]
    public void Calls_pass_at_once_up_to_four_fifths_of_the_limit_and_at_the_drain_beyond()
    {
        using var api = new SimulatedApi(clock, 40, 20, latencyMilliseconds: 0);
        using var client = Client(api);
        var begin = clock.GetUtcNow();
        VirtualTime.Run(clock, async () =>
        {
            await RepeatAsync(client, 32);
            Assert.Equal(TimeSpan.Zero, clock.GetUtcNow() - begin);
            await RepeatAsync(client, 10);
            Assert.InRange((clock.GetUtcNow() - begin).TotalSeconds, 4.5, 5.5);
        });

        Assert.Equal(0, api.Refused);
    }

    [Fact]
    [Trait("row", "E12")]
    public void Interactive_calls_pass_a_backfill_that_uses_the_whole_rate()
    {
        using var api = new SimulatedApi(clock, 40, 20);
        using var client = Client(api);
        var waits = new List<double>();
        VirtualTime.Run(clock, async () =>
        {
            var backfill = Task.WhenAll(Enumerable.Range(0, 50).Select(_ => RepeatAsync(client.InLane(Lane.Background), 40)));
            var interactive = client.InLane(Lane.Interactive);
            for (var i = 0; i < 200; i++)
            {
                await Task.Delay(TimeSpan.FromSeconds(3), clock);
                var asked = clock.GetUtcNow();
                await interactive.SendAsync(HttpMethod.Get, "tickets");
                waits.Add((clock.GetUtcNow() - asked).TotalSeconds);
            }

            await backfill;
        });

        waits.Sort();
        Assert.InRange(waits[(int)(waits.Count * 0.95)], 0, 1);
        Assert.Equal(0, api.Refused);
    }

    [Fact]
    [Trait("row", "E12")]
    public void Waiting_calls_of_a_higher_lane_are_served_first_and_within_a_lane_in_their_order()
    {
        using var api = new SimulatedApi(clock, 10, 20, latencyMilliseconds: 0);
        using var client = Client(api);
        var served = new List<string>();
        VirtualTime.Run(clock, async () =>
        {
            await RepeatAsync(client.InLane(Lane.Interactive), 9);
            await Task.WhenAll(
                NoteAsync(Lane.Background, "background"),
                NoteAsync(Lane.Normal, "first"),
                NoteAsync(Lane.Normal, "second"),
                NoteAsync(Lane.Interactive, "interactive"));
        });

        Assert.Equal(["interactive", "first", "second", "background"], served);

        async Task NoteAsync(Lane lane, string name)
        {
            await client.InLane(lane).SendAsync(HttpMethod.Get, "tickets");
            served.Add(name);
        }
    }

    [Fact]
    [Trait("row", "E12")]
    public void A_thousand_calls_at_once_on_an_unknown_server_do_not_run_into_the_limit()
    {
        using var api = new SimulatedApi(clock, 40, 20);
        VirtualTime.Run(clock, () => CallAsync(api, callers: 1_000, calls: 1_000));

        Assert.Equal(1_000, api.Accepted);
        Assert.InRange(api.Refused, 0, 10);
    }

    [Fact]
    [Trait("row", "E12")]
    public void Two_clients_in_different_programs_share_the_limit_of_an_account()
    {
        using var api = new SimulatedApi(clock, 40, 20);
        var begin = clock.GetUtcNow();
        VirtualTime.Run(clock, () => Task.WhenAll(CallAsync(api, 8, 1_500), CallAsync(api, 8, 1_500)));

        Assert.Equal(3_000, api.Accepted);
        Assert.InRange(api.Refused, 0, 30);
        Assert.InRange((3_000 - 40) / api.DrainPerSecond / (clock.GetUtcNow() - begin).TotalSeconds, 0.95, 1.01);
    }

    [Fact]
    [Trait("row", "E12")]
    public void A_greedy_neighbour_that_keeps_the_bucket_full_costs_time_but_no_calls()
    {
        using var api = new SimulatedApi(clock, 40, 20);
        var isDone = false;
        VirtualTime.Run(clock, async () =>
        {
            var calls = CallAsync(api, 4, 300);
            var neighbour = GrabAsync();
            await calls;
            isDone = true;
            await neighbour;
        });

        Assert.Equal(300, api.Accepted);

        async Task GrabAsync()
        {
            for (var turn = 0; !isDone; turn++)
            {
                // Twenty seconds of greed, then as long a rest.
                await Task.Delay(TimeSpan.FromMilliseconds(100), clock);
                if (turn % 400 < 200)
                {
                    api.TryTake();
                }
            }
        }
    }

    [Fact]
    [Trait("row", "E12")]
    public void A_plan_that_becomes_faster_or_slower_is_followed()
    {
        using var api = new SimulatedApi(clock, 40, 20);
        using var client = Client(api);
        VirtualTime.Run(clock, async () =>
        {
            await RepeatAsync(client, 200);
            api.DrainPerSecond = 4;
            await RepeatAsync(client, 200);
            Assert.InRange(client.Throttle!.Reading.DrainPerSecond, 3.6, 4.4);
            api.DrainPerSecond = 1;
            await RepeatAsync(client, 200);
            Assert.InRange(client.Throttle!.Reading.DrainPerSecond, 0.9, 1.1);
        });

        Assert.InRange(api.Refused, 0, 6);
    }

    [Fact]
    public void A_server_that_shows_no_usage_is_not_paced()
    {
        var handler = new ScriptedHandler();
        for (var i = 0; i < 500; i++)
        {
            handler.Answer(200, "{}");
        }

        using var client = handler.Client(new() { TimeProvider = clock });
        var begin = clock.GetUtcNow();
        VirtualTime.Run(clock, () => RepeatAsync(client, 500));

        Assert.Equal(begin, clock.GetUtcNow());
    }

    [Fact]
    public void A_call_cancelled_in_the_queue_gives_up_its_place_and_the_others_go_on()
    {
        using var api = new SimulatedApi(clock, 10, 20, latencyMilliseconds: 0);
        using var client = Client(api);
        using var cancellation = new CancellationTokenSource();
        VirtualTime.Run(clock, async () =>
        {
            await RepeatAsync(client, 8);
            var given = client.SendAsync(HttpMethod.Get, "tickets", cancellationToken: cancellation.Token);
            var next = client.SendAsync(HttpMethod.Get, "tickets");
            Assert.Equal(2, client.Throttle!.Reading.Waiting);

            Cancel();
            var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
            Assert.Equal(cancellation.Token, cancelled.CancellationToken);
            Assert.Equal(1, client.Throttle!.Reading.Waiting);
            await next;
        });

        Assert.Equal(9, api.Accepted);

        // On this thread: the asynchronous form runs the callbacks on another one.
        void Cancel() => cancellation.Cancel();
    }

    [Fact]
    public void Disposing_the_client_releases_the_calls_that_wait()
    {
        using var api = new SimulatedApi(clock, 10, 20, latencyMilliseconds: 0);
        var client = Client(api);
        VirtualTime.Run(clock, async () =>
        {
            await RepeatAsync(client, 8);
            var waiting = client.SendAsync(HttpMethod.Get, "tickets");
            client.Dispose();
            await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
            await Assert.ThrowsAsync<ObjectDisposedException>(() => client.SendAsync(HttpMethod.Get, "tickets"));
        });
    }

    private AntiphonClient Client(SimulatedApi api) => new(
        new("https://acme.example"),
        AntiphonCredentials.ApiKey("sam@store.example", "0123"),
        new() { Handler = api, TimeProvider = clock, Random = new(1) });

    private async Task CallAsync(SimulatedApi api, int callers, int calls)
    {
        using var client = Client(api);
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => RepeatAsync(client, (calls / callers) + (caller < calls % callers ? 1 : 0))));
    }

    private static async Task RepeatAsync(AntiphonClient client, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await client.SendAsync(HttpMethod.Get, "tickets");
        }
    }
}
