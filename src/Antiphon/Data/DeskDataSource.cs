using Npgsql;

namespace Antiphon.Data;

/// <summary>The connection pool, with what Antiphon's statements want from it.</summary>
internal static class DeskDataSource
{
    public static NpgsqlDataSource Create(string connectionString, ILoggerFactory? logging = null)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            // Every statement is parameterized text, so the second use of one is worth preparing.
            MaxAutoPrepare = 200,
            AutoPrepareMinUsages = 2,
            // No statement leaves session state behind, so the reset on return to the pool would be a wasted round trip.
            NoResetOnClose = true,
        };
        // What the database shows of its connections; a connection string may tell nodes apart by it.
        settings.ApplicationName ??= "antiphon";
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        if (logging is not null)
        {
            builder.UseLoggerFactory(logging);
        }

        return builder.Build();
    }
}
