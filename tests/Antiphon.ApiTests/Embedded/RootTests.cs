using System.Runtime.Versioning;
using Antiphon.Data.Embedded;

namespace Antiphon.ApiTests.Embedded;

/// <summary>Started as root, the server runs under another account; started by a person, under the person's own. The tests say which from who runs them.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class RootTests
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static bool IsRoot => Environment.IsPrivilegedProcess;

    [Fact]
    public async Task The_server_never_runs_as_root()
    {
        await using var playground = new Playground();
        var server = await playground.StartAsync();

        var owner = await ServerAccount.OwnerAsync($"{server.Cluster}/postmaster.pid", TestContext.Current.CancellationToken);

        Assert.NotEqual("root", owner);
        Assert.Equal(IsRoot, owner != Environment.UserName);
    }

    [Fact]
    public async Task A_checkout_that_the_account_may_not_enter_works_all_the_same()
    {
        await using var playground = Playground.ForPrograms();
        var closed = Directory.CreateDirectory(Path.Combine(playground.Home, "closed"), OwnerOnly).FullName;
        var checkout = Path.Combine(closed, "native");
        CopyTree(PostgresBinaries.Find(playground.Options).Root, checkout);
        var options = playground.Options with { Binaries = checkout, DataDirectory = Path.Combine(closed, "data") };
        await using (var first = await playground.StartAsync(options))
        {
            await Playground.RunAsync(first.ConnectionString, "create table notes (text text); insert into notes values ('kept')");
            Assert.Equal(IsRoot, first.Cluster.StartsWith(playground.Options.SharedDirectory, StringComparison.Ordinal));
        }

        var second = await playground.StartAsync(options);

        Assert.Equal("kept", await Playground.QueryAsync<string>(second.ConnectionString, "select text from notes"));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(closed));
        Assert.Equal(IsRoot ? second.Cluster : null, new DirectoryInfo(Path.Combine(options.DataDirectory, "postgres")).LinkTarget);
    }

    [Fact]
    public async Task A_copied_data_directory_does_not_open_the_same_database_twice()
    {
        await using var playground = new Playground();
        var closed = Directory.CreateDirectory(Path.Combine(playground.Home, "closed"), OwnerOnly).FullName;
        var original = playground.Options with { DataDirectory = Path.Combine(closed, "data") };
        var first = await playground.StartAsync(original);
        var copy = playground.Options with { DataDirectory = Path.Combine(closed, "copy") };
        Directory.CreateDirectory(copy.DataDirectory);
        File.Copy(ServerSecret.PathIn(original.DataDirectory), ServerSecret.PathIn(copy.DataDirectory));
        Directory.CreateSymbolicLink(Path.Combine(copy.DataDirectory, "postgres"), first.Cluster);

        Assert.StartsWith("Another Antiphon already uses the d", await playground.RefusalAsync(copy), StringComparison.Ordinal);
        Assert.Equal(1, await Playground.QueryAsync<int>(first.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task A_closed_data_directory_of_our_own_is_opened_for_passing_only()
    {
        await using var playground = new Playground();
        Directory.CreateDirectory(playground.Options.DataDirectory, OwnerOnly);

        var server = await playground.StartAsync();

        Assert.Equal(Path.Combine(playground.Options.DataDirectory, "postgres"), server.Cluster);
        Assert.Equal(IsRoot ? OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : OwnerOnly, File.GetUnixFileMode(playground.Options.DataDirectory));
    }

    [Fact]
    public async Task The_account_can_be_chosen()
    {
        await using var playground = new Playground();

        if (IsRoot)
        {
            var server = await playground.StartAsync(playground.Options with { User = "nobody" });
            Assert.Equal("nobody", await ServerAccount.OwnerAsync(server.Cluster, TestContext.Current.CancellationToken));
            Assert.Equal("The account root cannot run PostgreSQL: it does not exist, or it is root.", await RefusedAccountAsync("root"));
            Assert.Equal("The account mallory cannot run PostgreSQL: it does not exist, or it is root.", await RefusedAccountAsync("mallory"));
        }
        else
        {
            var server = await playground.StartAsync(playground.Options with { User = Environment.UserName });
            Assert.Equal(Environment.UserName, await ServerAccount.OwnerAsync(server.Cluster, TestContext.Current.CancellationToken));
        }

        async Task<string> RefusedAccountAsync(string user)
        {
            await using var other = new Playground();
            return await other.RefusalAsync(other.Options with { User = user });
        }
    }

    private static void CopyTree(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(file => new FileInfo(file).LinkTarget is null && Path.GetExtension(file) != ".a"))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
