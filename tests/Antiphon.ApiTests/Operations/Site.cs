using Antiphon.ApiTests.Furniture;
using Antiphon.Data.Embedded;

namespace Antiphon.ApiTests.Operations;

/// <summary>A directory of its own for one installation, with or without a database of its own.</summary>
internal sealed class Site : IDisposable
{
    private readonly (string Name, string Value)[] environment;

    private Site(params (string Name, string Value)[] environment)
    {
        Home = Directory.CreateTempSubdirectory("antiphon-site-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Home, File.GetUnixFileMode(Home) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }

        this.environment = environment;
    }

    public string Home { get; }

    public EmbeddedPostgresOptions Options => new() { DataDirectory = Path.Combine(Home, "data") };

    /// <summary>An installation that keeps its data in a private PostgreSQL.</summary>
    public static Site Private() => new(("Data__Settings__fsync", "off"), ("Data__Settings__shared_buffers", "16MB"));

    /// <summary>An installation on a database that is there.</summary>
    public static Site On(string connectionString) => new(("ConnectionStrings__Desk", connectionString));

    /// <summary>An installation on a new database in which nothing is yet.</summary>
    public static async Task<Site> EmptyAsync()
    {
        var postgres = await TestPostgres.SharedAsync();
        await postgres.TemplateAsync("empty", (_, _) => Task.CompletedTask);
        var connectionString = await postgres.CreateDatabaseAsync("empty");
        return On(connectionString);
    }

    public string ConnectionString => environment.Single(variable => variable.Name == "ConnectionStrings__Desk").Value;

    public RunningProgram Start(string arguments, params (string Name, string Value)[] more) => RunningProgram.Start(Home, Split(arguments), [.. environment, .. more]);

    public Task<Ended> RunAsync(string arguments, params (string Name, string Value)[] more) => RunningProgram.RunAsync(Home, Split(arguments), [.. environment, .. more]);

    public void Dispose() => Directory.Delete(Home, recursive: true);

    private static string[] Split(string arguments) => arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
