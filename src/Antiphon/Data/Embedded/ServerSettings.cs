using System.Globalization;
using System.Text;

namespace Antiphon.Data.Embedded;

/// <summary>postgresql.conf, written anew at every start; what the operator adds goes to antiphon.local.conf beside it.</summary>
internal static class ServerSettings
{
    private const long Megabyte = 1024 * 1024;
    private const string LocalFile = "antiphon.local.conf";

    public static async Task WriteAsync(string cluster, ServerAddress address, EmbeddedPostgresOptions options, CancellationToken cancellationToken)
    {
        var path = Path.Combine(cluster, "postgresql.conf");
        var draft = path + ".new";
        File.Delete(draft);

        // A new file moved into place: when root writes into the server's directory, a link planted there must not lead it elsewhere.
        await using (var writer = new StreamWriter(new FileStream(draft, FileMode.CreateNew)))
        {
            await writer.WriteAsync(Render(address, options).AsMemory(), cancellationToken);
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(draft, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }

        File.Move(draft, path, overwrite: true);
    }

    public static string Render(ServerAddress address, EmbeddedPostgresOptions options)
    {
        var text = new StringBuilder()
            .AppendLine("# Written by Antiphon at every start. Put settings of your own into " + LocalFile + " in this directory.");
        foreach (var (name, value) in BuiltIn(address).Concat(options.Settings.OrderBy(setting => setting.Key, StringComparer.Ordinal)))
        {
            // The last line of a name wins.
            text.Append(name).Append(" = '").Append(value.Replace("\\", @"\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)).AppendLine("'");
        }

        return text.AppendLine($"include_if_exists = '{LocalFile}'").ToString();
    }

    private static Dictionary<string, string> BuiltIn(ServerAddress address)
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Megabyte;
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["listen_addresses"] = address.IsSocket ? string.Empty : address.Host,
            ["port"] = address.Port.ToString(CultureInfo.InvariantCulture),
            ["unix_socket_directories"] = address.IsSocket ? $"\"{address.Host.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : string.Empty,
            ["unix_socket_permissions"] = "0700",
            ["password_encryption"] = "scram-sha-256",
            ["max_connections"] = "120",

            // An answered request survives a power cut.
            ["fsync"] = "on",
            ["full_page_writes"] = "on",
            ["synchronous_commit"] = "on",

            // Statements here are short: compiling them costs more than it saves.
            ["jit"] = "off",
            ["shared_buffers"] = Megabytes(Math.Clamp(memory / 8, 64, 512)),
            ["effective_cache_size"] = Megabytes(Math.Clamp(memory / 2, 256, 16 * 1024)),
            ["maintenance_work_mem"] = "64MB",
            ["work_mem"] = "8MB",
            ["random_page_cost"] = "1.1",
            ["max_wal_size"] = "1GB",
            ["wal_level"] = "replica",

            // One language and one clock, whatever the machine speaks.
            ["timezone"] = "UTC",
            ["log_timezone"] = "UTC",
            ["datestyle"] = "iso, mdy",
            ["lc_messages"] = "C",
            ["default_text_search_config"] = "pg_catalog.english",

            // The log tells of the server only: a failed statement reaches Antiphon anyway, and its text may hold people's words and addresses.
            ["log_destination"] = "stderr",
            ["logging_collector"] = "off",
            ["log_min_messages"] = "log",
            ["log_min_error_statement"] = "panic",
            ["log_error_verbosity"] = "terse",
            ["log_checkpoints"] = "off",
            ["log_autovacuum_min_duration"] = "-1",
        };
    }

    private static string Megabytes(long count) => count.ToString(CultureInfo.InvariantCulture) + "MB";
}
