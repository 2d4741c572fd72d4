using Npgsql;

namespace Antiphon.Data.Embedded;

/// <summary>The database <c>antiphon</c> in the private server: created at the first start, and proof at every later one that the password fits.</summary>
internal static class ServerDatabase
{
    public static async Task EnsureAsync(ServerSite site, ServerAddress address, string secret, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = Connection(address.ConnectionString(secret));
            await connection.OpenAsync(cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            await CreateAsync(address.ConnectionString(secret, "postgres"), cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidPassword)
        {
            throw new EmbeddedPostgresException($"The database in {site.DataDirectory} has another password than {ServerSecret.PathIn(site.DataDirectory)}; put that file back from a backup.", e);
        }
        catch (NpgsqlException e)
        {
            throw Complaint.Explain((e.InnerException ?? e).Message, site.DataDirectory, "PostgreSQL refuses connections in");
        }
    }

    private static async Task CreateAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var connection = Connection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var create = new NpgsqlCommand($"create database {ServerAddress.Database}", connection);
        await create.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlConnection Connection(string connectionString) =>
        new(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
}
