namespace Antiphon.Data.Embedded;

internal static partial class EmbeddedPostgresLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "The private PostgreSQL runs in {Cluster} as process {ProcessId}, started in {Elapsed}")]
    public static partial void ServerStarted(this ILogger logger, string cluster, int processId, TimeSpan elapsed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Account {Account} may not enter {DataDirectory}: the database itself lies in {Cluster}")]
    public static partial void ServerElsewhere(this ILogger logger, string? account, string dataDirectory, string cluster);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stopped a PostgreSQL that an earlier Antiphon left running in {Cluster}")]
    public static partial void OrphanStopped(this ILogger logger, string cluster);

    [LoggerMessage(Level = LogLevel.Error, Message = "The private PostgreSQL (process {ProcessId}) ended unexpectedly; starting it again")]
    public static partial void ServerDied(this ILogger logger, int processId);

    [LoggerMessage(Level = LogLevel.Error, Message = "The private PostgreSQL did not start again (attempt {Attempt} of {Attempts})")]
    public static partial void RestartFailed(this ILogger logger, int attempt, int attempts, Exception cause);

    [LoggerMessage(Level = LogLevel.Information, Message = "The private PostgreSQL stopped")]
    public static partial void ServerStopped(this ILogger logger);
}
