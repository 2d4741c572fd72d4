using System.Net;
using Antiphon.ApiTests.Embedded;
using Antiphon.ApiTests.Furniture;
using Npgsql;

namespace Antiphon.ApiTests.Operations;

public sealed class HealthTests
{
    [Fact]
    public async Task A_node_is_live_and_ready_under_any_host_and_without_credentials()
    {
        await using var desk = await Desk.StartAsync();
        using var stranger = new HttpClient { BaseAddress = desk.Address };
        stranger.DefaultRequestHeaders.Host = "nowhere.example";

        (await stranger.GetJsonAsync("/health/live")).Is(HttpStatusCode.OK);
        Assert.Equal("ready", (string)(await ReadyAsync(stranger, HttpStatusCode.OK))["status"]!);
    }

    [Fact]
    public async Task A_node_whose_database_is_gone_is_live_but_not_ready_until_it_is_back()
    {
        await using var desk = await Desk.StartAsync();
        using var stranger = new HttpClient { BaseAddress = desk.Address };
        await ReadyAsync(stranger, HttpStatusCode.OK);
        var database = new NpgsqlConnectionStringBuilder(desk.ConnectionString).Database!;
        var elsewhere = new NpgsqlConnectionStringBuilder(desk.ConnectionString) { Database = "postgres" }.ConnectionString;

        await Playground.RunAsync(elsewhere, $"alter database \"{database}\" allow_connections false");
        await Playground.RunAsync(elsewhere, $"do $$ begin perform pg_terminate_backend(pid) from pg_stat_activity where datname = '{database}'; end $$");
        var gone = await ReadyAsync(stranger, HttpStatusCode.ServiceUnavailable);
        Assert.Equal("does not answer", (string)gone["database"]!);
        (await stranger.GetJsonAsync("/health/live")).Is(HttpStatusCode.OK);

        await Playground.RunAsync(elsewhere, $"alter database \"{database}\" allow_connections true");
        await ReadyAsync(stranger, HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_node_on_a_database_without_its_migrations_is_not_ready()
    {
        var connectionString = await Desk.NewDatabaseAsync();
        await Playground.RunAsync(connectionString, "delete from schema_migrations where name = '0001_core.sql'");
        await using var desk = await Desk.StartAsync(connectionString: connectionString);
        using var stranger = new HttpClient { BaseAddress = desk.Address };

        var answer = await ReadyAsync(stranger, HttpStatusCode.ServiceUnavailable);

        Assert.Equal("1 not applied", (string)answer["migrations"]!);
    }

    /// <summary>Asks until the status is the expected one.</summary>
    private static async Task<Answer> ReadyAsync(HttpClient http, HttpStatusCode expected)
    {
        while (true)
        {
            var answer = await http.GetJsonAsync("/health/ready");
            if (answer.Status == expected)
            {
                return answer;
            }

            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }
}
