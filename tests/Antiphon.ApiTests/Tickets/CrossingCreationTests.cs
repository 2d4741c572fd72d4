using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Demo;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Tickets;

/// <summary>Requests that make the same people at the same time, each in its own order.</summary>
public sealed class CrossingCreationTests(Desk desk) : IClassFixture<Desk>
{
    private const int Rounds = 40;

    [Fact]
    [Trait("row", "B02")]
    public async Task Two_tickets_that_make_the_same_two_customers_in_opposite_order_are_both_made()
    {
        var wrong = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await Parallel.ForAsync(0, Rounds, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken }, async (round, cancellationToken) =>
        {
            var (one, two) = ($"one{round}@crossing.example", $"two{round}@crossing.example");
            var answers = await Task.WhenAll(
                desk.Admin.PostJsonAsync("/api/tickets", Samples.Ticket(one, Samples.IncomingEmail(two))),
                desk.Admin.PostJsonAsync("/api/tickets", Samples.Ticket(two, Samples.IncomingEmail(one)), ("Idempotency-Key", $"crossing {round}")));
            foreach (var answer in answers.Where(answer => answer.Status is not HttpStatusCode.Created))
            {
                wrong.Enqueue($"{round}: {(int)answer.Status} {answer.Body}");
            }
        });
        var deadlocks = await desk.Services.ReadAsync($"select deadlocks from pg_stat_database where datname = current_database()");
        TestContext.Current.TestOutputHelper?.WriteLine($"{deadlocks[0]} deadlocks");
        Assert.Empty(wrong);
        foreach (var side in new[] { "one", "two" })
        {
            var owners = await Task.WhenAll(Enumerable.Range(0, Rounds).Select(round => desk.Admin.GetJsonAsync($"/api/customers?email={side}{round}@crossing.example")));
            Assert.All(owners, owner => Assert.Single(owner.Is(HttpStatusCode.OK)["data"]!.AsArray()));
        }

        Assert.Equal(Rounds * 2, await TicketsAsync());
    }

    private async Task<int> TicketsAsync()
    {
        var count = 0;
        for (JsonNode? cursor = ""; cursor is not null;)
        {
            var page = (await desk.Admin.GetJsonAsync($"/api/tickets?limit=100&cursor={Uri.EscapeDataString((string)cursor!)}")).Is(HttpStatusCode.OK);
            count += page["data"]!.AsArray().Count;
            cursor = page["meta"]!["next_cursor"];
        }

        return count;
    }
}
