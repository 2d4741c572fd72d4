using Antiphon.Data.Embedded;
using Antiphon.Secrets;
using Npgsql;

namespace Antiphon.Cli;

/// <summary>
/// The database that a verb works on: the configured one, or the private PostgreSQL of the data directory, which is started for the length of the command
/// unless an Antiphon that runs there has it up already.
/// </summary>
internal sealed class DeskDatabase : IAsyncDisposable
{
    private readonly ILoggerFactory? logging;

    private DeskDatabase(string connectionString, string? keyFile = null)
    {
        ConnectionString = connectionString;
        KeyFile = keyFile;
    }

    private DeskDatabase(EmbeddedPostgres owned, string keyFile, ILoggerFactory logging)
        : this(owned.ConnectionString, keyFile)
    {
        Owned = owned;
        this.logging = logging;
    }

    public string ConnectionString { get; }

    /// <summary>The private PostgreSQL, when it is this process that runs it.</summary>
    public EmbeddedPostgres? Owned { get; }

    /// <summary>The master key beside a private PostgreSQL; a configured database has one by configuration only.</summary>
    public string? KeyFile { get; }

    /// <summary>For a command, which may join an Antiphon that runs on the same directory.</summary>
    /// <param name="create">Whether a database that is missing is made; otherwise a mistyped directory would become a new one.</param>
    public static async Task<DeskDatabase> OpenAsync(IConfiguration configuration, string? directory, bool create, CancellationToken cancellationToken)
    {
        if (Configured(configuration, directory) is { } configured)
        {
            return new DeskDatabase(configured);
        }

        var options = Settings.PrivatePostgres(configuration, directory);
        if (!create && !RunningServer.HasCluster(options))
        {
            throw new CommandException($"There is no database in {Path.GetFullPath(options.DataDirectory)}: start Antiphon there once, or name another directory with --data.");
        }

        try
        {
            return await StartAsync(configuration, options, cancellationToken);
        }
        catch (EmbeddedPostgresException e) when (e.IsInUse)
        {
            var keyFile = MasterKeyFile.PathIn(options.DataDirectory);
            return new DeskDatabase(await RunningServer.FindAsync(options, TimeProvider.System, cancellationToken), File.Exists(keyFile) ? keyFile : null);
        }
    }

    /// <summary>For a server, which owns its private PostgreSQL or does not start.</summary>
    public static async Task<DeskDatabase> OpenForServerAsync(IConfiguration configuration, string? directory, CancellationToken cancellationToken) =>
        Configured(configuration, directory) is { } configured
            ? new DeskDatabase(configured)
            : await StartAsync(configuration, Settings.PrivatePostgres(configuration, directory), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (Owned is not null)
        {
            await Owned.DisposeAsync();
        }

        logging?.Dispose();
    }

    private static string? Configured(IConfiguration configuration, string? directory) => configuration.GetConnectionString("Desk") switch
    {
        null or "" => null,
        _ when directory is not null => throw new UsageException("--data and the connection string ConnectionStrings:Desk each name a database; give only one of them."),
        var connectionString => Readable(connectionString),
    };

    private static string Readable(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString).ConnectionString;
        }
        catch (ArgumentException e)
        {
            throw new CommandException($"ConnectionStrings:Desk cannot be read: {e.Message}");
        }
    }

    private static async Task<DeskDatabase> StartAsync(IConfiguration configuration, EmbeddedPostgresOptions options, CancellationToken cancellationToken)
    {
        var loggers = CommandServices.Logging(configuration);
        try
        {
            var postgres = await EmbeddedPostgres.StartAsync(options, TimeProvider.System, loggers.CreateLogger<EmbeddedPostgres>(), cancellationToken);
            try
            {
                // Behind the start, because that is what owns the directory.
                return new DeskDatabase(postgres, await MasterKeyFile.EnsureAsync(options.DataDirectory, cancellationToken), loggers);
            }
            catch
            {
                await postgres.DisposeAsync();
                throw;
            }
        }
        catch
        {
            loggers.Dispose();
            throw;
        }
    }
}
