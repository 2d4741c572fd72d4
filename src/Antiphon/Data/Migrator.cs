using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Antiphon.Data;

/// <summary>
/// Brings a database to the schema of this build: embedded, ordered <c>.sql</c> files, one transaction each, under an advisory lock because many
/// nodes may start at once. A file that was applied may never change or vanish.
/// </summary>
internal sealed partial class Migrator(NpgsqlDataSource source, TimeProvider clock, ILogger<Migrator> logger)
{
    private const long Lock = 0x416E746970686F6E; // "Antiphon"
    private const string Folder = "Migrations/";

    // From this one on every table that numbers its rows gets a trigger for sandboxes.
    private const string WithSandboxes = "0050_sandbox.sql";

    /// <summary>Applies what is missing and answers how many files that were.</summary>
    /// <exception cref="MigrationException">An applied file changed or is missing, or the server is too old.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken) => await RunAsync(Embedded(), cancellationToken);

    /// <summary>The names of the files that are not applied yet; nothing is changed.</summary>
    /// <exception cref="MigrationException">An applied file changed or is missing.</exception>
    public async Task<IReadOnlyList<string>> PendingAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var look = new NpgsqlCommand("select to_regclass('schema_migrations') is not null", connection);
        var migrations = Embedded();
        var applied = await look.ExecuteScalarAsync(cancellationToken) is true ? await AppliedAsync(connection, cancellationToken) : [];
        Check(migrations, applied);
        return [.. migrations.Select(migration => migration.Name).Where(name => !applied.ContainsKey(name))];
    }

    internal async Task<int> RunAsync(IReadOnlyList<Migration> migrations, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        if (connection.PostgreSqlVersion.Major < 15)
        {
            throw new MigrationException($"PostgreSQL {connection.PostgreSqlVersion} is too old: Antiphon needs 15 or newer.");
        }

        await ExecuteAsync(connection, $"select pg_advisory_lock({Lock})", cancellationToken);
        try
        {
            await ExecuteAsync(connection, "create table if not exists schema_migrations (name text primary key, checksum text not null, applied_at timestamptz not null)", cancellationToken);
            var applied = await AppliedAsync(connection, cancellationToken);
            Check(migrations, applied);
            var count = 0;
            foreach (var migration in migrations.Where(migration => !applied.ContainsKey(migration.Name)))
            {
                await ApplyAsync(connection, migration, cancellationToken);
                LogApplied(migration.Name);
                count++;
            }

            if (migrations.Any(migration => migration.Name == WithSandboxes))
            {
                await ExecuteAsync(connection, "select sandbox_cover()", cancellationToken);
            }

            return count;
        }
        finally
        {
            await ExecuteAsync(connection, $"select pg_advisory_unlock({Lock})", CancellationToken.None);
        }
    }

    internal static IReadOnlyList<Migration> Embedded()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name =>
                {
                    using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                    return new Migration(name[Folder.Length..], reader.ReadToEnd().ReplaceLineEndings("\n"));
                }),
        ];
    }

    private static void Check(IReadOnlyList<Migration> migrations, Dictionary<string, string> applied)
    {
        var known = migrations.ToDictionary(migration => migration.Name, StringComparer.Ordinal);
        foreach (var (name, checksum) in applied)
        {
            if (!known.TryGetValue(name, out var migration))
            {
                throw new MigrationException($"The database has migration {name}, which this build does not know. Is an older Antiphon running on a newer database?");
            }

            if (migration.Checksum != checksum)
            {
                throw new MigrationException($"Migration {name} was changed after it had been applied. Applied migrations must stay as they are.");
            }
        }
    }

    private static async Task<Dictionary<string, string>> AppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select name, checksum from schema_migrations", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var applied = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            applied.Add(reader.GetString(0), reader.GetString(1));
        }

        return applied;
    }

    private async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // An index over a large table takes as long as it takes.
        await using var script = new NpgsqlCommand(migration.Text, connection, transaction) { CommandTimeout = 0 };
        await script.ExecuteNonQueryAsync(cancellationToken);
        await using var record = new NpgsqlCommand("insert into schema_migrations (name, checksum, applied_at) values ($1, $2, $3)", connection, transaction)
        {
            Parameters = { new() { Value = migration.Name }, new() { Value = migration.Checksum }, new() { Value = clock.GetUtcNow() } },
        };
        await record.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string text, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(text, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Applied migration {Name}")]
    private partial void LogApplied(string name);
}

/// <summary>One ordered schema file.</summary>
internal sealed record Migration(string Name, string Text)
{
    public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} ({Text.Length} characters)");
}

/// <summary>The database and this build disagree about the schema.</summary>
internal sealed class MigrationException(string message) : Exception(message);
