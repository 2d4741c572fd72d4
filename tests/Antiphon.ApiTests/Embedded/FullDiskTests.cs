using System.Diagnostics;
using System.Runtime.Versioning;
using Antiphon.Data.Embedded;

namespace Antiphon.ApiTests.Embedded;

[UnsupportedOSPlatform("windows")]
public sealed class FullDiskTests
{
    [Fact]
    public async Task A_disk_too_small_for_a_new_database_is_named()
    {
        await using var playground = Playground.ForPrograms();
        await using var disk = await SmallDisk.MountAsync(playground.Home, megabytes: 12);
        var options = playground.Options with { DataDirectory = disk.Path, Binaries = disk.FullWhen("initdb") };

        Assert.Equal(Sentence(disk.Path), await playground.RefusalAsync(options));
        Assert.False(Directory.Exists(Path.Combine(disk.Path, "postgres")));
    }

    [Fact]
    public async Task A_disk_that_filled_up_is_named_at_the_next_start_and_the_data_are_there_once_it_has_room()
    {
        await using var playground = Playground.ForPrograms();
        await using var disk = await SmallDisk.MountAsync(playground.Home, megabytes: 120);
        var options = playground.Options with { DataDirectory = disk.Path };
        await using (var first = await playground.StartAsync(options))
        {
            await Playground.RunAsync(first.ConnectionString, "create table notes (text text); insert into notes values ('kept')");
        }

        disk.Fill();
        Assert.Equal(Sentence(disk.Path), await playground.RefusalAsync(options with { Binaries = disk.FullWhen("postgres") }));

        disk.MakeRoom();
        var second = await playground.StartAsync(options);
        Assert.Equal("kept", await Playground.QueryAsync<string>(second.ConnectionString, "select text from notes"));
    }

    private static string Sentence(string directory) => $"The disk that holds {directory} is full; free some space there and start Antiphon again.";

    /// <summary>A real small file system where the machine lets the test mount one; elsewhere PostgreSQL's programs are made to say what they say on a full disk.</summary>
    private sealed class SmallDisk(string path, bool isMounted) : IAsyncDisposable
    {
        private string Ballast => System.IO.Path.Combine(Path, "ballast");

        public string Path => path;

        public static async Task<SmallDisk> MountAsync(string home, int megabytes)
        {
            var path = System.IO.Path.Combine(home, "disk");
            Directory.CreateDirectory(path);
            return new SmallDisk(path, await RunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=0755", "tmpfs", path));
        }

        /// <summary>The real programs on a real full disk; else a directory in which the named program fails as it does there.</summary>
        public string? FullWhen(string program)
        {
            if (isMounted)
            {
                return null;
            }

            var real = PostgresBinaries.Find(new EmbeddedPostgresOptions());
            var bin = Directory.CreateDirectory(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, "programs", "bin")).FullName;
            foreach (var name in new[] { real.InitDb, real.PgCtl, real.Postgres })
            {
                var says = System.IO.Path.GetFileName(name) == program
                    ? "[ \"$1\" = -V ] || { echo \"FATAL:  could not write to file: No space left on device\" >&2; exit 1; }\n"
                    : string.Empty;
                var script = System.IO.Path.Combine(bin, System.IO.Path.GetFileName(name));
                File.WriteAllText(script, $"#!/bin/sh\n{says}exec '{name}' \"$@\"\n");
                File.SetUnixFileMode(script, (UnixFileMode)0b111_101_101);
            }

            return System.IO.Path.GetDirectoryName(bin);
        }

        public void Fill()
        {
            if (!isMounted)
            {
                return;
            }

            using var file = File.Create(Ballast);
            var block = new byte[4096];
            try
            {
                while (true)
                {
                    file.Write(block);
                    file.Flush();
                }
            }
            catch (IOException)
            {
                // full, to the last block
            }
        }

        public void MakeRoom() => File.Delete(Ballast);

        public async ValueTask DisposeAsync()
        {
            if (isMounted)
            {
                await RunAsync("umount", "--lazy", Path);
            }
        }

        private static async Task<bool> RunAsync(string program, params string[] arguments)
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return process.ExitCode == 0;
        }
    }
}
