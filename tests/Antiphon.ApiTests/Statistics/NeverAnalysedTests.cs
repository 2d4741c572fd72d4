using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Jobs;
using Antiphon.Data;
using Antiphon.Statistics.Counting;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Statistics;

/// <summary>
/// Many tickets on tables that PostgreSQL has not looked at yet, as in a demo shop or an import of a minute ago. Counting them as if there were none took a quarter of
/// a minute.
/// </summary>
[Trait("row", "B40")]
public sealed class NeverAnalysedTests
{
    private const int Tickets = 50;

    [Fact]
    public async Task Many_tickets_are_counted_only_after_a_look_at_their_tables()
    {
        await using var own = await Desk.StartAsync();
        await own.ManyTicketsAsync(Tickets, "imported");
        Assert.Equal(4, await own.InScopeAsync(UnknownAsync));
        Assert.Equal(Tickets, await own.InScopeAsync(async services =>
        {
            await services.GetRequiredService<DeskDb>().ExecuteAsync(
                $"insert into statistic_stale (account_id, ticket_id) select account_id, id from tickets where account_id = {own.Account.Id}", CancellationToken.None);
            Assert.False(await services.GetRequiredService<CountEvents>().RunAsync(own.Account.Id, 1, CancellationToken.None));
            Assert.Equal(0, await UnknownAsync(services));
            return await services.GetRequiredService<DeskDb>().SingleAsync(
                $"select count(*)::int from statistic_tickets where account_id = {own.Account.Id}", row => row.GetInt32(0), CancellationToken.None);
        }));
    }

    private static Task<int> UnknownAsync(IServiceProvider services) => services.GetRequiredService<DeskDb>().SingleAsync(
        $"select count(*)::int from pg_class where oid = any(array['tickets', 'messages', 'users', 'statistic_moments']::regclass[]) and reltuples < 0", row => row.GetInt32(0), CancellationToken.None);
}
