using Antiphon.Data.Embedded;
using Antiphon.Files;
using Antiphon.Secrets;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Logging.Console;

namespace Antiphon.Cli;

/// <summary>The configuration of every verb: our defaults, then <c>appsettings.json</c> of the working directory, then the environment.</summary>
internal static class Settings
{
    // One line per entry, to standard error: standard output belongs to what was asked for.
    private static readonly Dictionary<string, string?> Defaults = new(StringComparer.Ordinal)
    {
        ["Logging:LogLevel:Default"] = "Information",
        // At Information the framework would log paths with their queries, and the driver statements.
        ["Logging:LogLevel:Microsoft"] = "Warning",
        // It repeats with a stack trace what ends the program anyway, and there is told in one sentence.
        ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "Critical",
        ["Logging:LogLevel:Npgsql"] = "Warning",
        ["Logging:Console:FormatterName"] = "simple",
        ["Logging:Console:FormatterOptions:SingleLine"] = "true",
        ["Logging:Console:FormatterOptions:TimestampFormat"] = "yyyy-MM-ddTHH:mm:ss.fffZ ",
        ["Logging:Console:FormatterOptions:UseUtcTimestamp"] = "true",
        ["Logging:Console:LogToStandardErrorThreshold"] = "Trace",
    };

    /// <param name="quiet">For commands that answer on the spot: only what went wrong is logged, unless the configuration says otherwise.</param>
    public static IConfiguration Read(bool quiet)
    {
        var builder = new ConfigurationBuilder().AddInMemoryCollection(Defaults);
        if (quiet)
        {
            builder.AddInMemoryCollection([new("Logging:LogLevel:Default", "Warning")]);
        }

        return builder.SetBasePath(Directory.GetCurrentDirectory()).AddJsonFile("appsettings.json", optional: true, reloadOnChange: false).AddEnvironmentVariables().Build();
    }

    /// <summary>Puts the defaults below everything that the host's builder reads.</summary>
    /// <param name="configuration">Of the host.</param>
    /// <param name="keyFile">The master key beside a private PostgreSQL.</param>
    public static void AddDefaults(ConfigurationManager configuration, string? keyFile) => configuration.Sources.Insert(
        0, new MemoryConfigurationSource { InitialData = [.. Defaults, new($"{SecretOptions.Section}:{nameof(SecretOptions.KeyFile)}", keyFile), .. FilesBeside(keyFile)] });

    // The files of a private PostgreSQL lie with its data, so that one directory is the whole desk.
    private static IEnumerable<KeyValuePair<string, string?>> FilesBeside(string? keyFile) =>
        Path.GetDirectoryName(keyFile) is { } data ? [new($"{FilesOptions.Section}:{nameof(FilesOptions.Directory)}", Path.Combine(data, "files"))] : [];

    /// <summary>The same for a verb, which has no builder.</summary>
    public static IConfiguration WithKeyFile(IConfiguration configuration, string? keyFile) => new ConfigurationBuilder()
        .AddInMemoryCollection([new($"{SecretOptions.Section}:{nameof(SecretOptions.KeyFile)}", keyFile)])
        .AddConfiguration(configuration).Build();

    /// <summary>The blank that parts the time from a line of text has no place in JSON.</summary>
    public static void Tidy(ILoggingBuilder logging) =>
        logging.Services.PostConfigure<JsonConsoleFormatterOptions>(json => json.TimestampFormat = json.TimestampFormat?.TrimEnd());

    /// <summary>Section <c>Data</c>; <paramref name="directory"/> is what the command line says.</summary>
    public static EmbeddedPostgresOptions PrivatePostgres(IConfiguration configuration, string? directory)
    {
        var section = configuration.GetSection("Data");
        var defaults = new EmbeddedPostgresOptions();
        return defaults with
        {
            DataDirectory = directory ?? section["Directory"] ?? defaults.DataDirectory,
            Binaries = section["Binaries"],
            User = section["User"],
            SharedDirectory = section["SharedDirectory"] ?? defaults.SharedDirectory,
            Loopback = section.GetValue("Loopback", defaults.Loopback),
            Settings = section.GetSection("Settings").GetChildren().Where(setting => setting.Value is not null)
                .ToDictionary(setting => setting.Key, setting => setting.Value!, StringComparer.Ordinal),
        };
    }
}
