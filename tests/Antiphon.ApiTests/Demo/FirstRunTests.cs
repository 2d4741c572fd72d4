using Antiphon.ApiTests.Furniture;
using Antiphon.Cli;

namespace Antiphon.ApiTests.Demo;

public sealed class FirstRunTests
{
    [Theory]
    [InlineData(true, 300)]
    [InlineData(false, 0)]
    public async Task A_first_start_brings_the_demo_shop_unless_told_otherwise(bool withDemo, long tickets)
    {
        await using var services = CommandServices.Build(Settings.Read(quiet: true), await Desk.NewDatabaseAsync());

        var welcome = await FirstRun.RunAsync(services, withDemo, CancellationToken.None);

        Assert.Equal(withDemo, welcome?.HasDemo);
        var stored = await services.ReadAsync($"select count(*) from tickets where account_id = (select min(account_id) from accounts)");
        Assert.Equal(tickets, Assert.Single(stored));
    }

    [Fact]
    public async Task A_second_start_brings_nothing()
    {
        await using var services = CommandServices.Build(Settings.Read(quiet: true), await Desk.NewDatabaseAsync());
        Assert.NotNull(await FirstRun.RunAsync(services, withDemo: false, CancellationToken.None));
        Assert.Null(await FirstRun.RunAsync(services, withDemo: true, CancellationToken.None));
        var stored = await services.ReadAsync($"select count(*) from tickets where account_id = (select min(account_id) from accounts)");
        Assert.Equal(0, Assert.Single(stored));
    }
}
