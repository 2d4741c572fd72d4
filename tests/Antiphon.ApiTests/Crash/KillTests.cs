using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using Antiphon.ApiTests.Embedded;

namespace Antiphon.ApiTests.Crash;

/// <summary>
/// Kills in the middle of writing. ANTIPHON_KILLS says how many; without it 20, or as many as fit into about a minute on a slow machine.
/// </summary>
[Trait("row", "E22")]
[Trait("row", "N16")]
[UnsupportedOSPlatform("windows")]
public sealed class KillTests
{
    private const int Seed = 20_24;
    private const int Fewest = 5;
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(75);

    // A server gives up on a database that dies again and again within a minute, and waits longer after each death.
    private const int DeathsOfOneServer = 3;

    [Fact]
    public Task Nothing_acknowledged_is_lost_or_doubled_when_the_server_is_killed() => SurvivesAsync(async (server, _) =>
    {
        await server.KillAsync();
        await server.StartAsync();
    });

    [Fact]
    public Task Nothing_acknowledged_is_lost_or_doubled_when_the_database_is_killed() => SurvivesAsync(async (server, kill) =>
    {
        await server.KillDatabaseAsync();
        Assert.False(server.HasEnded, "The server gave up on its database.");
        if (kill % DeathsOfOneServer == 0)
        {
            await server.RestartAsync();
        }
    });

    private static async Task SurvivesAsync(Func<KillableServer, int, Task> killAsync)
    {
        await using var server = new KillableServer();
        await server.StartAsync();
        // The plan of a new account would slow the writers down to two requests a second; the next start reads it.
        await Playground.RunAsync(await server.ConnectionStringAsync(), """update accounts set switches = switches || '{"plan": "off"}'""");
        await server.RestartAsync();

        var wanted = Environment.GetEnvironmentVariable("ANTIPHON_KILLS") is { } number ? int.Parse(number, CultureInfo.InvariantCulture) : (int?)null;
        var random = new Random(Seed);
        using var load = new WriteLoad(server, Seed);
        var writing = load.RunAsync();
        var started = Stopwatch.GetTimestamp();
        var kills = 0;
        while (wanted is null ? kills < 20 && (kills < Fewest || Stopwatch.GetElapsedTime(started) < Enough) : kills < wanted)
        {
            await load.AfterAsync(random.Next(3, 120), writing);
            await killAsync(server, ++kills);
        }

        load.End();
        await writing;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{kills} kills in {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s, {load.Acknowledged.Count} writes, {load.Retried} sent again, {load.Replayed} of them had happened");
        Assert.NotEqual(0, load.Retried);
        await Ledger.CheckAsync(await server.ConnectionStringAsync(), load.Acknowledged);
    }
}
