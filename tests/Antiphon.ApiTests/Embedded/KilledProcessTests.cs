using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using Antiphon.Data.Embedded;

namespace Antiphon.ApiTests.Embedded;

[UnsupportedOSPlatform("windows")]
public sealed class KilledProcessTests
{
    [Fact]
    public async Task The_server_of_a_killed_process_is_replaced_by_the_next_start()
    {
        await using var playground = await Playground.WithDatabaseAsync();
        using var other = await OtherProcess.WithServerAsync(playground.Options.DataDirectory);
        Assert.Contains("Another Antiphon", await playground.RefusalAsync(), StringComparison.Ordinal);

        await other.KillAsync();
        Assert.True(IsAlive(other.ServerId));
        var server = await playground.StartAsync();

        await playground.Log.WaitForAsync("an earlier Antiphon left running");
        Assert.False(IsAlive(other.ServerId));
        Assert.Equal("kept", await Playground.QueryAsync<string>(server.ConnectionString, "select text from notes"));
    }

    [Fact]
    public async Task The_next_start_recovers_when_both_were_killed()
    {
        await using var playground = await Playground.WithDatabaseAsync();
        using var other = await OtherProcess.WithServerAsync(playground.Options.DataDirectory);
        using (var killed = Process.GetProcessById(other.ServerId))
        {
            await other.KillAsync();
            killed.Kill();
        }

        var server = await playground.StartAsync();

        Assert.Equal("kept", await Playground.QueryAsync<string>(server.ConnectionString, "select text from notes"));
    }

    [Fact]
    public async Task Ctrl_C_in_the_terminal_does_not_reach_the_server()
    {
        await using var playground = await Playground.WithDatabaseAsync();
        using var other = await OtherProcess.WithServerAsync(playground.Options.DataDirectory);

        Assert.Equal(other.ServerId.ToString(CultureInfo.InvariantCulture), await ProcessGroupAsync(other.ServerId));

        await other.EndAsync();
        Assert.False(IsAlive(other.ServerId));
    }

    [Fact]
    public async Task A_test_run_sweeps_what_a_killed_one_left()
    {
        await using var playground = new Playground();
        using var killed = await OtherProcess.WithSharedServerAsync(playground.Home);
        await killed.KillAsync();
        Assert.True(IsAlive(killed.ServerId));

        using var next = await OtherProcess.WithSharedServerAsync(playground.Home);

        Assert.False(IsAlive(killed.ServerId));
        Assert.False(Directory.Exists(killed.Cluster));
        await next.EndAsync();
        Assert.False(IsAlive(next.ServerId));
        Assert.False(Directory.Exists(next.Cluster));
    }

    private static bool IsAlive(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static async Task<string> ProcessGroupAsync(int processId)
    {
        if (OperatingSystem.IsLinux())
        {
            var stat = await File.ReadAllTextAsync($"/proc/{processId}/stat", TestContext.Current.CancellationToken);
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[2];
        }

        var answer = await Tool.RunAsync("ps", ["-o", "pgid=", "-p", $"{processId}"], new ServerAccount(UserName: null), TestContext.Current.CancellationToken);
        return answer.Output.Trim();
    }
}
