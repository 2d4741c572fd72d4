using System.Diagnostics;
using Antiphon.ApiTests.Furniture;
using Antiphon.Data.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

namespace Antiphon.ApiTests.Embedded;

/// <summary>A data directory that was created once in this process, for the tests about what happens later: a copy takes a tenth of a creation's time.</summary>
internal static class PreparedDatabase
{
    private static readonly Lazy<Task<string>> Original = new(CreateAsync);

    public static async Task CopyToAsync(string dataDirectory)
    {
        // cp keeps owners and modes, which the server insists on.
        using var copy = Process.Start("cp", ["-Rp", await Original.Value, dataDirectory]);
        await copy.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, copy.ExitCode);
    }

    private static async Task<string> CreateAsync()
    {
        var playground = new Playground();
        TestRun.AtEnd(() =>
        {
            Directory.Delete(playground.Home, recursive: true);
            return Task.CompletedTask;
        });
        await using var server = await EmbeddedPostgres.StartAsync(playground.Options, TimeProvider.System, NullLogger.Instance, CancellationToken.None);
        await Playground.RunAsync(server.ConnectionString, "create table notes (text text); insert into notes values ('kept')");
        return playground.Options.DataDirectory;
    }
}
