using System.Diagnostics;
using System.Globalization;
using Antiphon.Data.Embedded;

namespace Antiphon.ApiTests.Embedded;

/// <summary>What is found after something was killed.</summary>
public sealed class RecoveryTests
{
    [Fact]
    public async Task A_killed_server_is_started_again_at_the_same_address()
    {
        await using var playground = await Playground.WithDatabaseAsync();
        var server = await playground.StartAsync();
        await playground.Log.WaitForAsync("runs in");
        var killed = server.ProcessId;

        Kill(killed);

        await playground.Log.WaitForAsync("ended unexpectedly");
        await playground.Log.WaitForAsync("runs in");
        Assert.Equal("kept", await Playground.QueryAsync<string>(server.ConnectionString, "select text from notes"));
        Assert.NotEqual(killed, server.ProcessId);
        Assert.False(server.Completion.IsCompleted);
    }

    [Fact]
    public async Task A_busy_backend_of_a_killed_server_does_not_hold_up_the_next_one()
    {
        await using var playground = await Playground.WithDatabaseAsync();
        var server = await playground.StartAsync();
        await playground.Log.WaitForAsync("runs in");
        // A computation that waits for nothing, so this backend does not notice that its server is gone.
        var busy = Playground.RunAsync(server.ConnectionString, "do $$ begin loop end loop; end $$");
        while (await Playground.QueryAsync<long>(server.ConnectionString, "select count(*) from pg_stat_activity where state = 'active' and query like 'do %'") == 0)
        {
        }

        Kill(server.ProcessId);

        await Assert.ThrowsAnyAsync<Npgsql.NpgsqlException>(() => busy);
        await playground.Log.WaitForAsync("runs in");
        Assert.Equal("kept", await Playground.QueryAsync<string>(server.ConnectionString, "select text from notes"));
    }

    [Fact]
    public async Task A_server_that_cannot_start_again_is_given_up_with_a_reason()
    {
        await using var playground = await Playground.WithDatabaseAsync();
        var server = await playground.StartAsync(clock: new HurriedClock());
        File.Delete(Path.Combine(server.Cluster, "global", "pg_control"));

        Kill(server.ProcessId);

        var failure = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => server.Completion);
        Assert.StartsWith("The private PostgreSQL died and cannot be started again: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(playground.Options.DataDirectory, failure.Message, StringComparison.Ordinal);
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_server_that_keeps_dying_is_given_up()
    {
        await using var playground = await Playground.WithDatabaseAsync();
        var server = await playground.StartAsync(clock: new HurriedClock());
        await playground.Log.WaitForAsync("runs in");
        for (var death = 0; death < 5; death++)
        {
            Kill(server.ProcessId);
            await playground.Log.WaitForAsync("ended unexpectedly");
            await playground.Log.WaitForAsync("runs in");
        }

        Kill(server.ProcessId);

        var failure = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => server.Completion);
        Assert.Contains("keeps dying", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_while_a_killed_server_is_being_replaced_leaves_none_behind()
    {
        await using var playground = await Playground.WithDatabaseAsync();
        var server = await playground.StartAsync();
        Kill(server.ProcessId);
        await playground.Log.WaitForAsync("ended unexpectedly");

        await server.DisposeAsync();

        await server.Completion;
        await playground.StartAsync();
        Assert.DoesNotContain(playground.Log.Seen, message => message.Contains("an earlier Antiphon left running", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_pid_file_of_a_killed_server_does_not_hinder_the_next_start()
    {
        await using var playground = await Playground.WithDatabaseAsync();
        using (var orphan = await playground.StartOrphanAsync())
        {
            orphan.Kill();
            await orphan.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.True(File.Exists(PidFile.PathIn(playground.Cluster)));
        var server = await playground.StartAsync();
        Assert.Equal("kept", await Playground.QueryAsync<string>(server.ConnectionString, "select text from notes"));
    }

    [Fact]
    public async Task The_pid_file_may_name_a_process_that_is_a_stranger_by_now()
    {
        await using var playground = await Playground.WithDatabaseAsync();
        using var orphan = await playground.StartOrphanAsync();
        orphan.Kill();
        await orphan.WaitForExitAsync(TestContext.Current.CancellationToken);
        using var stranger = Process.Start("sleep", "600");
        try
        {
            await RenumberAsync(PidFile.PathIn(playground.Cluster), stranger.Id);

            var server = await playground.StartAsync();

            Assert.Equal("kept", await Playground.QueryAsync<string>(server.ConnectionString, "select text from notes"));
            Assert.False(stranger.HasExited);
        }
        finally
        {
            stranger.Kill();
        }
    }

    [Fact]
    public async Task A_server_that_outlived_its_Antiphon_is_replaced()
    {
        await using var playground = await Playground.WithDatabaseAsync();
        using var orphan = await playground.StartOrphanAsync();

        var server = await playground.StartAsync();

        await playground.Log.WaitForAsync("an earlier Antiphon left running");
        Assert.True(orphan.HasExited);
        Assert.NotEqual(orphan.Id, server.ProcessId);
        Assert.Equal("kept", await Playground.QueryAsync<string>(server.ConnectionString, "select text from notes"));
    }

    [Fact]
    public async Task An_interrupted_creation_is_begun_anew()
    {
        await using var playground = new Playground();
        var draft = Path.Combine(playground.Options.DataDirectory, "postgres.new");
        Directory.CreateDirectory(draft);
        await File.WriteAllTextAsync(Path.Combine(draft, "PG_VERSION"), "18\n", TestContext.Current.CancellationToken);

        var server = await playground.StartAsync();

        Assert.Equal(1, await Playground.QueryAsync<int>(server.ConnectionString, "select 1"));
        Assert.False(Directory.Exists(draft));
    }

    private static void Kill(int processId)
    {
        using var process = Process.GetProcessById(processId);
        process.Kill();
    }

    private static async Task RenumberAsync(string pidFile, int processId)
    {
        var lines = await File.ReadAllLinesAsync(pidFile, TestContext.Current.CancellationToken);
        lines[0] = processId.ToString(CultureInfo.InvariantCulture);
        await File.WriteAllLinesAsync(pidFile, lines, TestContext.Current.CancellationToken);
    }
}
