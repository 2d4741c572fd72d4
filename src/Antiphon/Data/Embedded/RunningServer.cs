namespace Antiphon.Data.Embedded;

/// <summary>The private PostgreSQL that another Antiphon of this machine runs, found by what lies beside the data.</summary>
internal static class RunningServer
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Whether a database was ever made there.</summary>
    public static bool HasCluster(EmbeddedPostgresOptions options) => File.Exists(ServerSecret.PathIn(Home(options)));

    /// <summary>Its connection string; waits while it still starts.</summary>
    public static async Task<string> FindAsync(EmbeddedPostgresOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var home = Home(options);
        var started = clock.GetTimestamp();
        try
        {
            while (clock.GetElapsedTime(started) < options.StartTimeout)
            {
                if (PidFile.Read(DataPlace.LinkIn(home)) is { IsReady: true } server)
                {
                    var secret = (await File.ReadAllTextAsync(ServerSecret.PathIn(home), cancellationToken)).Trim();
                    return AddressOf(server).ConnectionString(secret);
                }

                await Task.Delay(Pause, clock, cancellationToken);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedPostgresException($"An Antiphon runs on {home}, and its database cannot be reached from this account: {e.Message.TrimEnd('.')}.", e);
        }

        throw new EmbeddedPostgresException($"An Antiphon runs on {home}, but its database did not get ready.");
    }

    private static ServerAddress AddressOf(PidFile server) => server.SocketDirectory is { } directory
        ? new ServerAddress(directory, server.Port)
        : new ServerAddress(System.Net.IPAddress.Loopback.ToString(), server.Port);

    private static string Home(EmbeddedPostgresOptions options) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.DataDirectory));
}
