using Antiphon.Client;
using Antiphon.UnitTests.Furniture;

namespace Antiphon.UnitTests.Client;

public sealed class BadDayTests
{
    [Theory]
    [Trait("row", "N03")]
    [Trait("row", "E22")]
    [InlineData(1)]
    [InlineData(2)]
    public void Ten_thousand_creations_on_a_bad_day_happen_once_each(int seed)
    {
        var clock = new ManualClock();
        using var api = new FaultyApi(clock, seed);
        using var client = new AntiphonClient(
            new("https://acme.example"),
            AntiphonCredentials.Bearer("t"),
            new() { Handler = api, TimeProvider = clock, Random = new(seed), MaxRetries = 25, MaxRateLimitRetries = 25 });
        VirtualTime.Run(clock, () => Task.WhenAll(Enumerable.Range(0, 50).Select(async caller =>
        {
            for (var i = 0; i < 200; i++)
            {
                var sent = $"\"{caller}-{i}\"";
                var answer = await client.SendAsync(HttpMethod.Post, "tags", sent);
                Assert.Contains(sent, answer.Body, StringComparison.Ordinal);
            }
        })));

        Assert.InRange(api.Faults, 3_000, 20_000);
        Assert.Equal(10_000, api.Done.Count);
        Assert.Equal(10_000, api.Done.Distinct().Count());
    }

    [Fact]
    [Trait("row", "I02")]
    public void A_burst_of_five_thousand_order_events_is_absorbed_in_the_order_of_each_customer()
    {
        const int Customers = 300;
        var clock = new ManualClock();
        using var api = new FaultyApi(clock, seed: 3);
        using var client = new AntiphonClient(
            new("https://acme.example"),
            AntiphonCredentials.Bearer("t"),
            new() { Handler = api, TimeProvider = clock, Random = new(3), MaxRetries = 25, MaxRateLimitRetries = 25 });
        using var queue = new KeyedQueue();
        VirtualTime.Run(clock, async () =>
        {
            var calls = Enumerable.Range(0, 5_000)
                .Select(i => queue.RunAsync($"{i % Customers}", token => client.SendAsync(HttpMethod.Post, "tickets", $"\"{i % Customers}:{i}\"", cancellationToken: token)))
                .ToList();
            Assert.InRange(queue.Count, 4_900, 5_000);
            await Task.WhenAll(calls);
        });

        Assert.Equal(0, queue.Count);
        Assert.Equal(5_000, api.Done.Count);
        foreach (var customer in api.Done.Select(body => body.Trim('"').Split(':')).GroupBy(parts => parts[0]))
        {
            var events = customer.Select(parts => int.Parse(parts[1])).ToList();
            Assert.Equal(events.Order(), events);
        }
    }
}
