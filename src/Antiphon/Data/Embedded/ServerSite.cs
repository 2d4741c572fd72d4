namespace Antiphon.Data.Embedded;

/// <summary>Everything a start of the server needs to know, settled once.</summary>
/// <param name="DataDirectory">What the operator named; messages speak of it.</param>
/// <param name="Cluster">The directory PostgreSQL calls PGDATA.</param>
internal sealed record ServerSite(string DataDirectory, string Cluster, PostgresBinaries Binaries, ServerAccount Account, EmbeddedPostgresOptions Options)
{
    public string LogFile => Path.Combine(Cluster, "server.log");

    public Task<ToolAnswer> PgCtlAsync(IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        Tool.RunAsync(Binaries.PgCtl, [.. arguments], Account, cancellationToken);
}
