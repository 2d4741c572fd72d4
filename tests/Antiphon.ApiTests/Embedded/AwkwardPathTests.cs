using System.Runtime.Versioning;
using Npgsql;

namespace Antiphon.ApiTests.Embedded;

[UnsupportedOSPlatform("windows")]
public sealed class AwkwardPathTests
{
    [Theory]
    [InlineData("with space")]
    [InlineData("it's \"quoted\"")]
    [InlineData("comma, and ü")]
    [InlineData("back\\slash $HOME `x`")]
    public async Task Any_directory_name_works(string name)
    {
        await using var playground = new Playground();
        var options = playground.Options with { DataDirectory = Path.Combine(playground.Home, name) };
        await using (var first = await playground.StartAsync(options))
        {
            await Playground.RunAsync(first.ConnectionString, "create table notes (text text)");
        }

        var second = await playground.StartAsync(options);
        Assert.Equal(0L, await Playground.QueryAsync<long>(second.ConnectionString, "select count(*) from notes"));
    }

    [Fact]
    public async Task A_data_directory_reached_through_a_link_is_the_same_directory()
    {
        await using var playground = await Playground.WithDatabaseAsync();
        var link = playground.Options with { DataDirectory = Path.Combine(playground.Home, "link") };
        Directory.CreateSymbolicLink(link.DataDirectory, playground.Options.DataDirectory);
        using var orphan = await playground.StartOrphanAsync();

        var server = await playground.StartAsync(link);

        await playground.Log.WaitForAsync("an earlier Antiphon left running");
        Assert.True(orphan.HasExited);
        Assert.Contains("Another Antiphon", await playground.RefusalAsync(), StringComparison.Ordinal);
        Assert.Equal(playground.Cluster, server.Cluster);
        Assert.Equal(playground.Cluster, new NpgsqlConnectionStringBuilder(server.ConnectionString).Host);
    }
}
