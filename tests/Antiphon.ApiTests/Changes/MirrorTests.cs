using System.Diagnostics;
using System.Globalization;
using System.Net;
using Antiphon.ApiTests.Furniture;
using Microsoft.Extensions.Logging;

namespace Antiphon.ApiTests.Changes;

/// <summary>Whoever follows the feed has what the account has. ANTIPHON_MIRROR says how many writes there are.</summary>
[Trait("row", "N06")]
[Trait("row", "E15")]
public sealed class MirrorTests
{
    private static readonly int Writes = int.Parse(Environment.GetEnvironmentVariable("ANTIPHON_MIRROR") ?? "800", CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_mirror_that_is_built_from_the_feed_alone_equals_the_account()
    {
        var failures = new Failures();
        await using var desk = await Desk.StartAsync(builder => builder.Logging.AddProvider(failures));
        var writes = new RandomWrites(desk, seed: 1);
        var watch = Stopwatch.StartNew();
        var writing = writes.RunAsync(Writes);
        var mirror = new Mirror();
        var last = new TaskCompletionSource<long>();
        var streaming = StreamAsync(desk, last.Task);
        var random = new Random(7);
        var (connections, requests) = (0, 0);
        await failures.TellAsync(FollowAsync());
        await failures.TellAsync(writing);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{writes.Done} writes in {watch.Elapsed.TotalSeconds:0.0} s, {mirror.Position} changes, {mirror.Count} objects, {requests} requests on {connections} connections\n{writes.Summary}");
        var differences = await mirror.DifferencesAsync(desk.Admin);
        differences.AddRange(await mirror.ChannelDifferencesAsync(desk.Admin, 200));
        Assert.True(differences.Count == 0, $"{differences.Count} differences\n{string.Join('\n', differences.Take(20))}");
        Assert.True(mirror.Count > Writes / 10, "The writers made something.");

        // One more change, so that the reader of the stream sees that there was one after the last.
        last.SetResult(mirror.Position);
        (await desk.Admin.PostJsonAsync("/api/tags", new { name = "the end" })).Is(HttpStatusCode.Created);
        var streams = await streaming;
        TestContext.Current.TestOutputHelper?.WriteLine($"every change once on {streams} live streams");
        Assert.True(streams > 1);

        async Task FollowAsync()
        {
            while (!writing.IsCompleted || !await CaughtUpAsync(desk, mirror))
            {
                // A connection is dropped now and then, and what it had brought beyond the last change that was stored is brought again by the next one.
                using var caller = desk.Caller(Desk.AdminEmail, desk.AdminKey);
                connections++;
                for (var left = random.Next(1, 30); left > 0; left--)
                {
                    var page = (await caller.GetJsonAsync($"/api/changes?after={mirror.Position}&include=object&limit={random.Next(1, 101)}")).Is(HttpStatusCode.OK);
                    requests++;
                    foreach (var change in page["data"]!.AsArray().Take(random.Next(10) == 0 ? random.Next(50) : 100))
                    {
                        mirror.Apply(change!);
                    }
                }
            }
        }
    }

    /// <summary>Reads the live stream, drops it now and then, and goes on behind the last event; answers how many streams it took.</summary>
    private static async Task<int> StreamAsync(Desk desk, Task<long> last)
    {
        var random = new Random(11);
        using var caller = desk.Caller(Desk.AdminEmail, desk.AdminKey);
        var position = 0L;
        for (var streams = 1; ; streams++)
        {
            using var reader = await LiveReader.OpenAsync(caller, position);
            for (var left = random.Next(1, 400); left > 0; left--)
            {
                var next = (await reader.NextAsync())!;
                Assert.Equal(("change", position + 1), (next.Name, next.Id));
                position++;
                if (last.IsCompleted && position > await last)
                {
                    return streams;
                }
            }
        }
    }

    private static async Task<bool> CaughtUpAsync(Desk desk, Mirror mirror) => await desk.Admin.PositionAsync() == mirror.Position;
}
