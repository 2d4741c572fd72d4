using System.Runtime.Versioning;
using Antiphon.Data.Embedded;
using Npgsql;

namespace Antiphon.ApiTests.Embedded;

[UnsupportedOSPlatform("windows")]
public sealed class StartAndStopTests
{
    [Fact]
    public async Task Data_survives_a_stop_and_a_new_start()
    {
        await using var playground = new Playground();
        await using (var first = await playground.StartAsync())
        {
            await Playground.RunAsync(first.ConnectionString, "create table notes (text text); insert into notes values ('kept')");
        }

        await using var second = await playground.StartAsync();
        Assert.Equal("kept", await Playground.QueryAsync<string>(second.ConnectionString, "select text from notes"));
    }

    [Fact]
    public async Task The_server_is_PostgreSQL_18_with_durable_settings()
    {
        await using var playground = await Playground.WithDatabaseAsync();
        var server = await playground.StartAsync(playground.Options with { Settings = new Dictionary<string, string>() });

        Assert.Equal("18", await Playground.QueryAsync<string>(server.ConnectionString, "select current_setting('server_version_num')::int / 10000 || ''"));
        Assert.Equal("antiphon", await Playground.QueryAsync<string>(server.ConnectionString, "select current_database()"));
        foreach (var (name, value) in new[] { ("fsync", "on"), ("synchronous_commit", "on"), ("full_page_writes", "on"), ("jit", "off"), ("TimeZone", "UTC"), ("data_checksums", "on") })
        {
            Assert.Equal(value, await Playground.QueryAsync<string>(server.ConnectionString, $"select current_setting('{name}')"));
        }
    }

    [Fact]
    public async Task Trigrams_search_and_case_work_for_every_language()
    {
        await using var playground = await Playground.WithDatabaseAsync();
        var server = await playground.StartAsync();
        await Playground.RunAsync(server.ConnectionString, "create extension pg_trgm; create extension unaccent; create extension btree_gin");

        Assert.Equal("ÉCOLE ЖУК", await Playground.QueryAsync<string>(server.ConnectionString, "select upper('école жук')"));
        Assert.True(await Playground.QueryAsync<bool>(server.ConnectionString, "select to_tsvector('simple', 'ÉCOLE Жук') @@ to_tsquery('simple', 'école & жук')"));
        Assert.True(await Playground.QueryAsync<bool>(server.ConnectionString, "select cardinality(show_trgm('жук')) > 0"));
    }

    [Fact]
    public async Task Completion_ends_when_the_server_is_stopped_on_purpose()
    {
        await using var playground = await Playground.WithDatabaseAsync();
        var server = await playground.StartAsync();
        Assert.False(server.Completion.IsCompleted);

        await server.DisposeAsync();

        await server.Completion;
        Assert.False(File.Exists(PidFile.PathIn(server.Cluster)));
    }

    [Fact]
    public async Task A_wrong_password_is_refused()
    {
        await using var playground = await Playground.WithDatabaseAsync();
        var server = await playground.StartAsync();
        var wrong = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Password = "guess" }.ConnectionString;

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => Playground.QueryAsync<int>(wrong, "select 1"));

        Assert.Equal(PostgresErrorCodes.InvalidPassword, refusal.SqlState);
        Assert.StartsWith("SCRAM-SHA-256$", await Playground.QueryAsync<string>(server.ConnectionString, "select rolpassword from pg_authid where rolname = 'antiphon'"), StringComparison.Ordinal);
        Assert.Equal(0L, await Playground.QueryAsync<long>(server.ConnectionString, "select count(*) from pg_hba_file_rules where auth_method <> 'scram-sha-256'"));
    }

    [Fact]
    public async Task Only_the_owner_reads_the_secret()
    {
        await using var playground = new Playground();
        var server = await playground.StartAsync();
        var path = ServerSecret.PathIn(playground.Options.DataDirectory);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(new NpgsqlConnectionStringBuilder(server.ConnectionString).Password, (await File.ReadAllTextAsync(path)).Trim());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(server.Cluster));
    }

    [Fact]
    public async Task The_network_cannot_reach_it()
    {
        await using var playground = await Playground.WithDatabaseAsync();
        var server = await playground.StartAsync();
        Assert.Equal(string.Empty, await Playground.QueryAsync<string>(server.ConnectionString, "select current_setting('listen_addresses')"));

        await server.DisposeAsync();
        var loopback = await playground.StartAsync(playground.Options with { Loopback = true });
        Assert.Equal("127.0.0.1", new NpgsqlConnectionStringBuilder(loopback.ConnectionString).Host);
        Assert.Equal("127.0.0.1", await Playground.QueryAsync<string>(loopback.ConnectionString, "select current_setting('listen_addresses')"));
        Assert.Equal(1, await Playground.QueryAsync<int>(loopback.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task A_path_too_long_for_a_socket_gets_a_socket_elsewhere()
    {
        await using var playground = new Playground();
        var server = await playground.StartAsync(playground.Options with { DataDirectory = Path.Combine(playground.Home, new string('d', 120)) });
        var socketDirectory = new NpgsqlConnectionStringBuilder(server.ConnectionString).Host!;

        Assert.Equal(1, await Playground.QueryAsync<int>(server.ConnectionString, "select 1"));
        Assert.DoesNotContain("dddd", socketDirectory, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(socketDirectory));

        await server.DisposeAsync();
        Assert.False(Directory.Exists(socketDirectory));
    }
}
