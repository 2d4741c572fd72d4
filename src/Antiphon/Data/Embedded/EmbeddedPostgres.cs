namespace Antiphon.Data.Embedded;

/// <summary>
/// The private PostgreSQL of an Antiphon without a connection string: started with it, watched while it runs, stopped with it.
/// Failures that an operator can mend are <see cref="EmbeddedPostgresException"/>.
/// </summary>
internal sealed class EmbeddedPostgres : IAsyncDisposable
{
    private readonly ServerSite _site;
    private readonly ServerAddress _address;
    private readonly Stack<IDisposable> _locks;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Supervision _supervision;
    private bool _disposed;

    private EmbeddedPostgres(ServerSite site, ServerAddress address, string secret, Postmaster postmaster, Stack<IDisposable> locks, TimeProvider clock, ILogger logger)
    {
        _site = site;
        _address = address;
        _locks = locks;
        _clock = clock;
        _logger = logger;
        ConnectionString = address.ConnectionString(secret);
        _supervision = Supervision.Begin(site, postmaster, clock, logger);
    }

    /// <summary>For Npgsql, database <c>antiphon</c>. It stays the same when the server had to be started again.</summary>
    public string ConnectionString { get; }

    /// <summary>The process id of the server that runs now.</summary>
    public int ProcessId => _supervision.Current.ProcessId;

    /// <summary>The directory PostgreSQL calls PGDATA.</summary>
    public string Cluster => _site.Cluster;

    /// <summary>Ends with <see cref="DisposeAsync"/>, or fails with an <see cref="EmbeddedPostgresException"/> when the server died and cannot be started again.</summary>
    public Task Completion => _supervision.Completion;

    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, TimeProvider clock, ILogger logger, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var dataDirectory = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.DataDirectory));
        var locks = new Stack<IDisposable>();
        try
        {
            locks.Push(OpenDirectory(dataDirectory));
            dataDirectory = DataPlace.Physical(dataDirectory);
            var site = await PrepareAsync(dataDirectory, options, logger, locks, cancellationToken);
            var secret = await ServerSecret.ReadOrCreateAsync(dataDirectory, Embedded.Cluster.Exists(site.Cluster), cancellationToken);
            await Embedded.Cluster.EnsureAsync(site, secret, cancellationToken);
            if (await EarlierServer.ClearAsync(site, clock, cancellationToken))
            {
                logger.OrphanStopped(site.Cluster);
            }

            var address = await ServerAddress.ChooseAsync(site.Cluster, options, site.Account, cancellationToken);
            var postmaster = await StartServerAsync(site, address, secret, clock, cancellationToken);
            var elapsed = clock.GetElapsedTime(started);
            logger.ServerStarted(site.Cluster, postmaster.ProcessId, elapsed);
            return new EmbeddedPostgres(site, address, secret, postmaster, locks, clock, logger);
        }
        catch (Exception e)
        {
            Release(locks);
            if (e is IOException or UnauthorizedAccessException)
            {
                throw Complaint.Explain(e, dataDirectory);
            }

            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        try
        {
            await _supervision.DisposeAsync();
            using var postmaster = _supervision.Current;
            await postmaster.StopAsync(_site, _clock, CancellationToken.None);
            _address.RemoveTemporaryDirectory();
            _logger.ServerStopped();
        }
        finally
        {
            Release(_locks);
        }
    }

    private static DirectoryLock OpenDirectory(string dataDirectory)
    {
        DataPlace.CreatePrivate(dataDirectory, passable: ServerAccount.MustBeOther);
        return DirectoryLock.TryTake(DataPlace.LockIn(dataDirectory))
            ?? throw new EmbeddedPostgresException($"Another Antiphon already uses the data directory {dataDirectory}; stop it or choose another directory.") { IsInUse = true };
    }

    private static async Task<ServerSite> PrepareAsync(
        string dataDirectory, EmbeddedPostgresOptions options, ILogger logger, Stack<IDisposable> locks, CancellationToken cancellationToken)
    {
        var found = PostgresBinaries.Find(options);
        var owner = ServerAccount.MustBeOther ? await ServerAccount.OwnerAsync(DataPlace.LinkIn(dataDirectory), cancellationToken) : null;
        var account = ServerAccount.Choose(options, owner);
        var cluster = await DataPlace.ResolveAsync(dataDirectory, account, options, cancellationToken);

        // A copy of the data directory may carry a copy of the link, and two servers in one cluster would destroy it.
        locks.Push(DirectoryLock.TryTake(cluster + ".lock")
            ?? throw new EmbeddedPostgresException($"Another Antiphon already uses the database {cluster}, to which {dataDirectory} leads.") { IsInUse = true });
        if (cluster != DataPlace.LinkIn(dataDirectory))
        {
            logger.ServerElsewhere(account.UserName, dataDirectory, cluster);
        }

        if (account.IsOther && owner is not null && owner != account.UserName)
        {
            await account.OwnAsync(cluster, cancellationToken);
        }

        var binaries = await ReachableBinaries.EnsureAsync(found, account, dataDirectory, options, cancellationToken);
        return new ServerSite(dataDirectory, cluster, binaries, account, options);
    }

    private static async Task<Postmaster> StartServerAsync(
        ServerSite site, ServerAddress address, string secret, TimeProvider clock, CancellationToken cancellationToken)
    {
        Postmaster? postmaster = null;
        try
        {
            await ServerSettings.WriteAsync(site.Cluster, address, site.Options, cancellationToken);
            postmaster = await Postmaster.StartAsync(site, clock, cancellationToken);
            await ServerDatabase.EnsureAsync(site, address, secret, cancellationToken);
            return postmaster;
        }
        catch
        {
            if (postmaster is not null)
            {
                await postmaster.StopAsync(site, clock, CancellationToken.None);
                postmaster.Dispose();
            }

            address.RemoveTemporaryDirectory();
            throw;
        }
    }

    private static void Release(Stack<IDisposable> locks)
    {
        while (locks.TryPop(out var held))
        {
            held.Dispose();
        }
    }
}
