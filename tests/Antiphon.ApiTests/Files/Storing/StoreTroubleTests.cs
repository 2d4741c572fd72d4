using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Integrations.Delivery;
using Antiphon.ApiTests.Jobs;
using Antiphon.ApiTests.Messages;
using Antiphon.ApiTests.Operations;
using Antiphon.Data;
using Antiphon.Files;
using Antiphon.Files.Storing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using static Antiphon.ApiTests.Files.Uploads;

namespace Antiphon.ApiTests.Files.Storing;

/// <summary>A bucket that is not there, does not answer or does not know us: everybody is told, and nothing is half stored.</summary>
[Trait("row", "B43")]
public sealed class StoreTroubleTests
{
    private const string Secret = "a-secret-of-ours";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_store_is_down_files_are_refused_and_all_else_works()
    {
        await using var server = await S3Server.StartAsync();
        await using var desk = await StartAsync([.. server.Settings("down"), ("Files:S3:Timeout", "00:00:05")]);
        var (file, open) = (await desk.Admin.UploadedAsync(bytes: "here"u8.ToArray()), await desk.Admin.UploadedAsync(query: "?type=public_attachment"));
        await HealthIsAsync(desk, "ok");

        await server.KillAsync();
        Refused(await desk.Admin.UploadAsync(Form(("a.txt", "more"u8.ToArray(), null), ("b.txt", "most"u8.ToArray(), null))));
        foreach (var address in (string[])[PathOf(file), PathOf(open)])
        {
            var answer = await desk.Admin.GetJsonAsync(address);
            Refused(answer);
            Assert.Null(answer.Header("Content-Disposition"));
            Assert.Null(answer.Header("ETag"));
        }

        Assert.Equal(2, await CountAsync(desk));
        (await desk.Admin.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.OK);
        await HealthIsAsync(desk, "not reached");

        await using var again = await S3Server.StartAsync(server);
        Assert.Equal("here", (await desk.Admin.GetJsonAsync(PathOf(file))).Is(HttpStatusCode.OK).Body);
        Assert.Equal("more", (await desk.Admin.GetJsonAsync(PathOf(await desk.Admin.UploadedAsync("a.txt", "more"u8.ToArray())))).Is(HttpStatusCode.OK).Body);
        await HealthIsAsync(desk, "ok");
        // What was noted of the upload that failed goes like that of any other.
        await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync($"update file_contents set unused_since = now() - interval '1 day' where unused_since is not null", Token));
        await desk.Services.GetRequiredService<SweepFiles>().RunAsync(Token);
        Assert.Equal(3, await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync($"select count(*)::int from file_contents", row => row.GetInt32(0), Token)));
    }

    [Fact]
    public async Task While_the_store_is_down_copies_wait_and_the_node_stays()
    {
        await using var elsewhere = await WebhookReceiver.StartAsync((_, http) => http.Response.WriteAsync("far away", http.RequestAborted));
        await using var server = await S3Server.StartAsync();
        await using var desk = await Desk.StartAsync(builder => Hooks.Allow(builder, [.. server.Settings("copies"), ("Files:S3:Timeout", "00:00:05"), ("Files:CopyForeign", "true")]));
        var thread = await desk.ThreadAsync();
        await server.KillAsync();
        var said = await desk.Admin.SaidAsync(thread.Ticket, Threads.Note().With("attachments", new JsonArray(new JsonObject { ["url"] = $"{elsewhere.Url}/far.txt", ["name"] = "far.txt", ["content_type"] = "text/plain" })));
        await Threads.UntilAsync(() => desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
            $"select exists (select from file_copies where attempts = 1 and not copying)", row => row.GetBoolean(0), Token)));
        await using var again = await S3Server.StartAsync(server);
        await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync($"update file_copies set due_at = now()", Token));
        await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync(Announcements.Notify(Antiphon.Files.Copying.CopyFiles.Announcement, ""), Token));
        await Threads.UntilAsync(async () => ((string)(await desk.Admin.MessageAsync(thread.Ticket, (long)said["id"]!)).Is(HttpStatusCode.OK)["attachments"]![0]!["url"]!)
            .Contains("/api/attachment/download/", StringComparison.Ordinal));
        Assert.False(desk.Services.GetRequiredService<Microsoft.Extensions.Hosting.IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
    }

    [Theory]
    [InlineData("wrong-key", S3Server.Bucket, "InvalidAccessKeyId")]
    [InlineData(S3Server.Key, "elsewhere", "NoSuchBucket")]
    public async Task A_wrong_key_and_a_missing_bucket_are_told_and_the_secret_is_not(string key, string bucket, string reason)
    {
        var server = await S3Server.SharedAsync();
        var store = TestStore.Bucket;
        await using var right = await store.StartAsync();
        var file = await right.Admin.UploadedAsync();
        await using var node = await NodeProcess.StartAsync(right.ConnectionString, [.. server.Settings("wrong", key, Secret, bucket)]);
        using var caller = node.Caller(right.Admin);
        Refused(await caller.UploadAsync(Form(("a.txt", "more"u8.ToArray(), null))));
        Refused(await caller.GetJsonAsync(PathOf(file)));
        Assert.Equal(1, await CountAsync(right));
        await Threads.UntilAsync(() => Task.FromResult(node.Said.Contains("Files can be neither stored nor read.", StringComparison.Ordinal)));
        Assert.Contains($"The file store refuses: {reason} (40", node.Said, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, node.Said, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("row", "B39")]
    public async Task Results_of_jobs_are_in_the_bucket_and_are_read_from_it()
    {
        await using var desk = await TestStore.Bucket.StartAsync();
        (await desk.Admin.PostJsonAsync("/api/macros", new JsonObject { ["name"] = "Thanks", ["actions"] = new JsonArray(Samples.AddTags("a")) })).Is(HttpStatusCode.Created);
        var exported = await desk.Admin.EndAsync(await desk.Admin.JobAsync("exportMacro", new { }));
        var address = (string)exported["info"]!["download_url"]!;
        Assert.Single(TestStore.Bucket.Contents(desk));
        Assert.Contains("Thanks", (await desk.Admin.GetJsonAsync(new Uri(address).AbsolutePath)).Is(HttpStatusCode.OK).Body, StringComparison.Ordinal);
        var imported = await desk.Admin.EndAsync(await desk.Admin.JobAsync("importMacro", new { url = address }));
        Assert.Equal(("done", 0), ((string?)imported["status"], imported.Counts().Failed));
    }

    [Fact]
    public async Task Half_a_configuration_ends_the_start_and_names_what_is_missing()
    {
        using var site = Site.On(await Desk.NewDatabaseAsync());
        var ended = await site.RunAsync("serve --port 0 --no-demo", ("Files__S3__Bucket", "Contents"), ("Files__S3__SecretKey", Secret));
        Assert.Equal(1, ended.ExitCode);
        Assert.StartsWith("antiphon: The configuration cannot be used: Files:S3:Endpoint must be the address of the store", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("Files:S3:Bucket must name a bucket", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("Files:S3:AccessKey is missing.", ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, ended.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task The_client_of_S3_is_loaded_only_for_a_bucket(bool toBucket)
    {
        var store = toBucket ? TestStore.Bucket : TestStore.Folder;
        await using var desk = await store.StartAsync();
        await using var node = await NodeProcess.StartAsync(desk.ConnectionString, [.. await store.SettingsAsync(desk.ConnectionString)]);
        using var caller = node.Caller(desk.Admin);
        (await caller.GetJsonAsync(PathOf(await caller.UploadedAsync()))).Is(HttpStatusCode.OK);
        Assert.Equal(toBucket, node.HasLoaded("AWSSDK.S3.dll"));
    }

    private static Task<Desk> StartAsync((string Name, string Value)[] settings) =>
        Desk.StartAsync(builder => builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))));

    private static void Refused(Answer answer) => Assert.Equal(
        "Files can be neither stored nor read at the moment: the file store does not answer or refuses.", (string?)answer.Is(HttpStatusCode.ServiceUnavailable)["error"]!["msg"]);

    private static async Task<int> CountAsync(Desk desk) => await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync($"select count(*)::int from files", row => row.GetInt32(0), Token));

    // The node is ready all the same.
    private static async Task HealthIsAsync(Desk desk, string expected)
    {
        await desk.Services.GetRequiredService<WatchStore>().LookAsync(Token);
        Assert.Equal(expected, (string?)(await desk.Admin.GetJsonAsync("/health/ready")).Is(HttpStatusCode.OK)["files"]);
    }
}
