using System.Globalization;
using System.Runtime.Versioning;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Jobs;

/// <summary>
/// Jobs whose nodes are killed, and exports that are larger than memory. ANTIPHON_JOB_TICKETS says how many tickets are changed (without it 2,000),
/// ANTIPHON_JOB_KILLS how often the node is killed meanwhile (3), and ANTIPHON_EXPORT_TICKETS how many are exported (30,000).
/// </summary>
[Trait("row", "B39")]
[UnsupportedOSPlatform("windows")]
public sealed class JobKillTests
{
    private const long MostExtra = 64 * 1024 * 1024;

    private static readonly (string, string)[] Quick = [("Jobs:Lease", "00:00:02"), ("Jobs:Poll", "00:00:00.200")];

    [Fact]
    public async Task A_job_that_is_killed_again_and_again_ends_exact()
    {
        var (tickets, kills) = (Wanted("ANTIPHON_JOB_TICKETS", 2_000), Wanted("ANTIPHON_JOB_KILLS", 3));
        // The desk itself does no jobs, or they would be over before a node could be killed.
        await using var desk = await Desk.StartAsync(Idle);
        await desk.ManyTicketsAsync(tickets, "swept");
        var job = await desk.Admin.JobAsync("updateTicket", Jobbed.Closing("swept"));
        for (var kill = 1; kill <= kills; kill++)
        {
            var goal = (long)tickets * kill / (kills + 1);
            await using var node = await NodeProcess.StartAsync(desk.ConnectionString, Quick);
            await Threads.UntilAsync(async () => (await desk.Admin.SeenAsync(job)).Counts().Done >= Math.Min(goal, tickets - 200));
            await node.KillAsync();
        }

        await using var last = await NodeProcess.StartAsync(desk.ConnectionString, Quick);
        var ended = await desk.Admin.EndAsync(job);
        var attempts = await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync($"select attempts from jobs where id = {job}", row => row.GetInt32(0), CancellationToken.None));
        TestContext.Current.TestOutputHelper?.WriteLine($"{tickets} tickets, {kills} kills, {attempts} attempts: {ended["started_datetime"]} to {ended["ended_datetime"]}");
        Assert.Equal(("done", ((long)tickets, (long?)tickets, 0L)), ((string)ended["status"]!, ended.Counts()));
        Assert.Equal((tickets, tickets, tickets), await desk.ClosedAsync("swept"));
        // On a slow machine a node may lose its lease besides, and take it again.
        Assert.InRange(attempts, 2, int.MaxValue);
    }

    [Fact]
    public async Task An_export_needs_no_more_memory_for_more_tickets()
    {
        var tickets = Wanted("ANTIPHON_EXPORT_TICKETS", 30_000);
        await using var desk = await Desk.StartAsync(Idle);
        await desk.ManyTicketsAsync(tickets, "exported");
        await using var node = await NodeProcess.StartAsync(desk.ConnectionString, Quick);
        await desk.Admin.EndAsync(await desk.Admin.JobAsync("exportMacro", new { }));
        var before = node.RestartPeak();
        var ended = await desk.Admin.EndAsync(await desk.Admin.JobAsync("exportTicket", Jobbed.View("exported")));
        var extra = node.Peak() - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"{tickets} tickets: {extra} bytes of memory more than before, {ended["started_datetime"]} to {ended["ended_datetime"]}");
        Assert.Equal(("done", ((long)tickets, (long?)tickets, 0L)), ((string)ended["status"]!, ended.Counts()));
        Assert.InRange(extra, long.MinValue, MostExtra);
        await using var file = await desk.Admin.GetStreamAsync(new Uri((string)ended["info"]!["download_url"]!).AbsolutePath, TestContext.Current.CancellationToken);
        using var lines = new StreamReader(file);
        var count = 0;
        while (await lines.ReadLineAsync(TestContext.Current.CancellationToken) is not null)
        {
            count++;
        }

        Assert.Equal(tickets + 1, count);
    }

    private static void Idle(Microsoft.AspNetCore.Builder.WebApplicationBuilder builder) => builder.Configuration.AddInMemoryCollection([new("Jobs:MaxParallel", "0")]);

    private static int Wanted(string name, int otherwise) => Environment.GetEnvironmentVariable(name) is { } number ? int.Parse(number, CultureInfo.InvariantCulture) : otherwise;
}
