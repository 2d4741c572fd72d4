using System.Diagnostics;
using System.Reflection;
using Antiphon.Accounts;
using Antiphon.Cli;
using Antiphon.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Antiphon.Bench.Seeding;

/// <summary>
/// Fills a migrated database with two accounts by set-based statements. Indexes of the large tables are made afterwards, and references are not checked:
/// row by row, both would take most of the time.
/// </summary>
internal sealed class Seed(string connectionString, Action<string> say)
{
    public const string LargeDomain = "large";
    public const string SmallDomain = "small";
    public const string OwnerEmail = "owner@shop.example";

    private const int TicketsPerCustomer = 10;

    /// <summary>For operations that a run calls itself; they say nothing.</summary>
    public static IConfiguration Configuration { get; } = new ConfigurationBuilder().AddInMemoryCollection([new("Logging:LogLevel:Default", "Warning")]).Build();

    public async Task RunAsync(long tickets, long smallTickets, CancellationToken cancellationToken)
    {
        await using var services = CommandServices.Build(Configuration, connectionString);
        await services.GetRequiredService<Migrator>().RunAsync(cancellationToken);
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        var present = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        await RunAsync(connection, "set session_replication_role = replica; set work_mem = '512MB'; set enable_mergejoin = off; set maintenance_work_mem = '512MB'", cancellationToken);
        var indexes = await DropIndexesAsync(connection, cancellationToken);
        await RunScriptAsync(connection, "functions", [], cancellationToken);
        foreach (var (domain, count) in ((string, long)[])[(LargeDomain, tickets), (SmallDomain, smallTickets)])
        {
            var account = await OpenAccountAsync(services, domain, cancellationToken);
            await FillAsync(connection, account, count, present, cancellationToken);
        }

        foreach (var index in indexes)
        {
            await TimedAsync(index.Name, () => RunAsync(connection, index.Definition, cancellationToken));
        }

        await TimedAsync("vacuum", () => RunAsync(connection, "vacuum (analyze)", cancellationToken));
        await RunAsync(connection, "checkpoint", cancellationToken);
    }

    private static async Task<long> OpenAccountAsync(ServiceProvider services, string domain, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var created = await scope.ServiceProvider.GetRequiredService<CreateAccount>().RunAsync(domain, OwnerEmail, "Ola Owner", new Switches { Plan = "off" }, cancellationToken);
        return created.Value.Account.Id;
    }

    private async Task FillAsync(NpgsqlConnection connection, long account, long tickets, DateTimeOffset present, CancellationToken cancellationToken)
    {
        var before = await HighestTicketAsync(connection, cancellationToken);
        await TimedAsync($"customers of account {account}", () => RunScriptAsync(connection, "account", [account, Math.Max(tickets / TicketsPerCustomer, 10), present], cancellationToken));
        await RunAsync(connection, "analyze customers", cancellationToken);
        await TimedAsync($"{tickets} tickets", () => RunScriptAsync(connection, "tickets", [account, tickets, present, before], cancellationToken));
        await RunAsync(connection, "analyze tickets", cancellationToken);
        await TimedAsync("messages", () => RunScriptAsync(connection, "messages", [account, before + 1], cancellationToken));
        await TimedAsync("use of tags", () => RunScriptAsync(connection, "afterwards", [account, present], cancellationToken));
    }

    private static async Task<long> HighestTicketAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var highest = new NpgsqlCommand("select coalesce(max(id), 0) from tickets", connection);
        return (long)(await highest.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<List<(string Name, string Definition)>> DropIndexesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var indexes = new List<(string Name, string Definition)>();
        await using (var list = new NpgsqlCommand(
            """
            select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index
            where indrelid in ('tickets'::regclass, 'messages'::regclass) and not exists (select from pg_constraint where conindid = indexrelid)
            """,
            connection))
        await using (var reader = await list.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                indexes.Add((reader.GetString(0), reader.GetString(1)));
            }
        }

        foreach (var (name, _) in indexes)
        {
            await RunAsync(connection, $"drop index {name}", cancellationToken);
        }

        return indexes;
    }

    private async Task TimedAsync(string what, Func<Task> run)
    {
        var started = Stopwatch.GetTimestamp();
        await run();
        say($"seeded {what} in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
    }

    /// <summary>The statements of a script, each with the same parameters. A statement ends with a semicolon before an empty line or the end.</summary>
    private static async Task RunScriptAsync(NpgsqlConnection connection, string name, object[] parameters, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream($"Seeding/{name}.sql")!);
        var text = await reader.ReadToEndAsync(cancellationToken);
        foreach (var statement in (text.ReplaceLineEndings("\n").TrimEnd() + "\n\n").Split(";\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 0 };
            foreach (var parameter in parameters)
            {
                command.Parameters.Add(new NpgsqlParameter { Value = parameter });
            }

            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string statement, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
