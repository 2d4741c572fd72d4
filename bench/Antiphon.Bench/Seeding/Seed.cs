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
    private const long DocumentsAtOnce = 10_000;

    private const string Preparations = "set session_replication_role = replica; set work_mem = '512MB'; set enable_mergejoin = off; set maintenance_work_mem = '512MB'";

    /// <summary>For operations that a run calls itself; they say nothing.</summary>
    public static IConfiguration Configuration { get; } = new ConfigurationBuilder().AddInMemoryCollection([new("Logging:LogLevel:Default", "Warning")]).Build();

    public async Task RunAsync(long tickets, long smallTickets, CancellationToken cancellationToken)
    {
        await using var services = CommandServices.Build(Configuration, connectionString);
        await services.GetRequiredService<Migrator>().RunAsync(cancellationToken);
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        var present = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        await RunAsync(connection, Preparations, cancellationToken);
        var indexes = await DropIndexesAsync(connection, cancellationToken);
        await RunScriptAsync(connection, "functions", [], cancellationToken);
        foreach (var (domain, count) in ((string, long)[])[(LargeDomain, tickets), (SmallDomain, smallTickets)])
        {
            var account = await OpenAccountAsync(services, domain, cancellationToken);
            await FillAsync(connection, account, count, present, cancellationToken);
            if (domain == SmallDomain)
            {
                await RunScriptAsync(connection, "events", [account, present], cancellationToken);
            }
        }

        // Documents are read from indexed messages, and their own indexes come behind them.
        await IndexAsync(connection, indexes.Where(index => !index.IsOfDocuments), cancellationToken);
        await RunAsync(connection, "analyze messages, customer_channels", cancellationToken);
        await DocumentsAsync(await AccountsAsync(connection, cancellationToken), cancellationToken);
        await IndexAsync(connection, indexes.Where(index => index.IsOfDocuments), cancellationToken);
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

    /// <summary>What the triggers would have left for searches, by one connection for each processor.</summary>
    private Task DocumentsAsync(IReadOnlyList<(long Account, long First, long Last)> accounts, CancellationToken cancellationToken) => TimedAsync("documents", () => Parallel.ForEachAsync(
        accounts.SelectMany(each => Enumerable.Range(0, (int)((each.Last - each.First) / DocumentsAtOnce) + 1).Select(part => (each.Account, First: each.First + (part * DocumentsAtOnce), each.Last))),
        new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken },
        async (part, token) =>
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(token);
            await RunAsync(connection, Preparations, token);
            await RunScriptAsync(connection, "documents", [part.Account, part.First, Math.Min(part.Last, part.First + DocumentsAtOnce - 1)], token);
        }));

    private async Task IndexAsync(NpgsqlConnection connection, IEnumerable<DroppedIndex> indexes, CancellationToken cancellationToken)
    {
        foreach (var index in indexes)
        {
            await TimedAsync(index.Name, () => RunAsync(connection, index.Definition, cancellationToken));
        }
    }

    private static async Task<List<(long Account, long First, long Last)>> AccountsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var list = new NpgsqlCommand("select account_id, min(id), max(id) from tickets group by account_id order by account_id", connection) { CommandTimeout = 0 };
        await using var reader = await list.ExecuteReaderAsync(cancellationToken);
        var accounts = new List<(long Account, long First, long Last)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            accounts.Add((reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)));
        }

        return accounts;
    }

    private static async Task<long> HighestTicketAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var highest = new NpgsqlCommand("select coalesce(max(id), 0) from tickets", connection);
        return (long)(await highest.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<List<DroppedIndex>> DropIndexesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var indexes = new List<DroppedIndex>();
        await using (var list = new NpgsqlCommand(
            """
            select indexrelid::regclass::text, pg_get_indexdef(indexrelid), indrelid = 'ticket_search'::regclass from pg_index
            where indrelid in ('tickets'::regclass, 'messages'::regclass, 'ticket_search'::regclass, 'customers'::regclass, 'customer_channels'::regclass) and not exists (select from pg_constraint where conindid = indexrelid)
            """,
            connection))
        await using (var reader = await list.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                indexes.Add(new DroppedIndex(reader.GetString(0), reader.GetString(1), reader.GetBoolean(2)));
            }
        }

        foreach (var index in indexes)
        {
            await RunAsync(connection, $"drop index {index.Name}", cancellationToken);
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

    private sealed record DroppedIndex(string Name, string Definition, bool IsOfDocuments);
}
