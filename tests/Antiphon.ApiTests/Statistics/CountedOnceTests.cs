using Antiphon.ApiTests.Client;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Client;
using Antiphon.Contract;

namespace Antiphon.ApiTests.Statistics;

/// <summary>Numbers in which many rows count once, such as tickets to which somebody wrote twice.</summary>
[Trait("row", "B40")]
public sealed class CountedOnceTests
{
    [Fact]
    public async Task What_counts_once_is_grouped_before_it_is_counted()
    {
        await using var own = await Desk.StartAsync();
        using var client = own.Client();
        for (var i = 0; i < 2; i++)
        {
            var ticket = (await own.ThreadAsync()).Ticket;
            await own.Admin.SaidAsync(ticket, Threads.Reply());
            await own.Admin.SaidAsync(ticket, Threads.Reply());
        }

        var today = TimeProvider.System.GetUtcNow();
        var period = StatsPeriod.Filters($"{today.AddDays(-2):yyyy-MM-dd}", $"{today.AddDays(2):yyyy-MM-dd}");
        foreach (var (scope, dimensions, measure, least, factor) in new (string, string[], string, long, long)[]
        {
            ("tickets-replied", [], "ticketCount", 2, 1),
            ("tickets-replied", ["channel"], "ticketCount", 2, 1),
            ("tickets-replied", ["channel", "agentId"], "ticketCount", 2, 1),
            ("online-time", [], "onlineTime", 300, 300),
            ("online-time", ["agentId"], "onlineTime", 300, 300),
        })
        {
            var query = new StatsQueryRequest(scope, period, "Europe/Paris", [measure], dimensions);
            var number = Assert.Single((await client.Statistics.AskAsync(query, cancellationToken: TestContext.Current.CancellationToken)).Data).GetProperty(measure).GetInt64();
            // Of presence, one span of five minutes or, where the test stood at its end, two.
            Assert.InRange(number, least, factor == 1 ? least : 2 * least);
            // A distinct count would sort all rows; groups are hashed.
            var statement = (await client.Statistics.ExplainAsync(query, cancellationToken: TestContext.Current.CancellationToken)).Sql;
            Assert.DoesNotContain("distinct", statement, StringComparison.Ordinal);
        }
    }
}
