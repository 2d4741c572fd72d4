using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Files;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using static Antiphon.ApiTests.Files.Uploads;
using static Antiphon.ApiTests.Messages.Threads;

namespace Antiphon.ApiTests.Files;

/// <summary>When files go, and who may reach them with a link.</summary>
[Trait("row", "B43")]
public sealed class FileLifeTests() : FileLifeCases(TestStore.Folder);

/// <summary>The same with contents in a bucket.</summary>
[Trait("row", "B43")]
public sealed class BucketFileLifeTests() : FileLifeCases(TestStore.Bucket);

/// <summary>What holds wherever contents lie.</summary>
public abstract class FileLifeCases(TestStore store)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_goes_with_the_last_that_names_it_and_its_content_with_the_last_file()
    {
        await using var desk = await store.StartAsync();
        var thread = await desk.ThreadAsync();
        var other = await desk.ThreadAsync();
        var shared = await desk.Admin.UploadedAsync("a.txt", "same"u8.ToArray());
        var twin = await desk.Admin.UploadedAsync("b.txt", "same"u8.ToArray());
        Assert.Single(store.Contents(desk));
        var first = await desk.Admin.SaidAsync(thread.Ticket, Note().With("attachments", new JsonArray(shared.DeepClone())));
        await desk.Admin.SaidAsync(other.Ticket, Note().With("attachments", new JsonArray(shared.DeepClone(), twin.DeepClone())));
        (await desk.Admin.DeleteJsonAsync($"/api/tickets/{thread.Ticket}/messages/{first["id"]}")).Is(HttpStatusCode.NoContent);
        (await desk.Admin.GetJsonAsync(PathOf(shared))).Is(HttpStatusCode.OK);
        (await desk.Admin.DeleteJsonAsync($"/api/tickets/{other.Ticket}")).Is(HttpStatusCode.NoContent);
        (await desk.Admin.GetJsonAsync(PathOf(shared))).Is(HttpStatusCode.NotFound);
        (await desk.Admin.GetJsonAsync(PathOf(twin))).Is(HttpStatusCode.NotFound);
        await UntilAsync(() => Task.FromResult(store.Contents(desk).Length == 0));
        // The same bytes may come again.
        Assert.Equal("same", (await desk.Admin.GetJsonAsync(PathOf(await desk.Admin.UploadedAsync("c.txt", "same"u8.ToArray())))).Is(HttpStatusCode.OK).Body);
    }

    [Fact]
    public async Task A_message_that_lets_go_of_a_file_deletes_it_and_a_macro_keeps_its_own()
    {
        await using var desk = await store.StartAsync();
        var thread = await desk.ThreadAsync();
        var (gone, kept) = (await desk.Admin.UploadedAsync("gone.txt", "gone"u8.ToArray()), await desk.Admin.UploadedAsync("kept.txt", "kept"u8.ToArray()));
        var action = Samples.Action("addAttachments", new JsonObject { ["attachments"] = new JsonArray(kept.DeepClone()) });
        var macro = (await desk.Admin.PostJsonAsync("/api/macros", new JsonObject { ["name"] = "Guide", ["actions"] = new JsonArray(action) })).Is(HttpStatusCode.Created);
        var said = await desk.Admin.SaidAsync(thread.Ticket, Note().With("attachments", new JsonArray(gone.DeepClone(), kept.DeepClone())));
        (await desk.Admin.PutJsonAsync($"/api/tickets/{thread.Ticket}/messages/{said["id"]}", new JsonObject { ["attachments"] = null })).Is(HttpStatusCode.Accepted);
        (await desk.Admin.GetJsonAsync(PathOf(gone))).Is(HttpStatusCode.NotFound);
        (await desk.Admin.GetJsonAsync(PathOf(kept))).Is(HttpStatusCode.OK);
        (await desk.Admin.DeleteJsonAsync($"/api/macros/{macro["id"]}")).Is(HttpStatusCode.NoContent);
        (await desk.Admin.GetJsonAsync(PathOf(kept))).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_nobody_came_to_name_goes_after_a_while_and_what_is_public_stays()
    {
        await using var desk = await store.StartAsync(builder => builder.Configuration.AddInMemoryCollection([new("Files:KeepUnused", "02:00:00")]));
        var thread = await desk.ThreadAsync();
        var (left, used, open) = (await desk.Admin.UploadedAsync(bytes: [1]), await desk.Admin.UploadedAsync(bytes: [2]), await desk.Admin.UploadedAsync(bytes: [3], query: "?type=public_attachment"));
        await desk.Admin.SaidAsync(thread.Ticket, Note().With("attachments", new JsonArray(used.DeepClone())));
        var forget = desk.Services.GetRequiredService<ForgetFiles>();
        Assert.Equal(0, await forget.SweepAsync(Token));
        await desk.InScopeAsync(services => services.GetRequiredService<Data.DeskDb>().ExecuteAsync($"update files set created_at = created_at - interval '2 hours'", Token));
        Assert.Equal(1, await forget.SweepAsync(Token));
        (await desk.Admin.GetJsonAsync(PathOf(left))).Is(HttpStatusCode.NotFound);
        (await desk.Admin.GetJsonAsync(PathOf(used))).Is(HttpStatusCode.OK);
        (await desk.Admin.GetJsonAsync(PathOf(open))).Is(HttpStatusCode.OK);
        await UntilAsync(() => Task.FromResult(store.Contents(desk).Length == 2));
    }

    [Fact]
    public async Task What_an_upload_left_behind_that_broke_is_swept()
    {
        await using var desk = await store.StartAsync();
        await desk.Admin.UploadedAsync(bytes: [7]);
        var content = store.Contents(desk).Single();
        var digest = Convert.FromHexString(content.Name[..64]);
        // As if the server had died between the store and the commit.
        await desk.InScopeAsync(services => services.GetRequiredService<Data.DeskDb>().ExecuteAsync(
            $"with gone as (delete from files returning account_id) update file_contents set unused_since = now() - interval '50 minutes' where digest = {digest}", Token));
        var sweep = desk.Services.GetRequiredService<SweepFiles>();
        await desk.InScopeAsync(services => services.GetRequiredService<Data.DeskDb>().ExecuteAsync($"update file_contents set unused_since = now() - interval '50 minutes'", Token));
        await sweep.RunAsync(Token);
        content.Refresh();
        Assert.True(content.Exists, "It may still be on its way.");
        await desk.InScopeAsync(services => services.GetRequiredService<Data.DeskDb>().ExecuteAsync($"update file_contents set unused_since = now() - interval '61 minutes'", Token));
        Assert.Equal(1, await sweep.RunAsync(Token));
        content.Refresh();
        Assert.False(content.Exists);
    }

    [Fact]
    public async Task A_signed_link_opens_one_file_for_a_while_and_a_forged_one_opens_none()
    {
        var clock = new TestClock();
        await using var desk = await store.StartAsync(builder =>
        {
            builder.Configuration.AddInMemoryCollection([new("Files:RedirectDownloads", "true"), new("Files:LinkLifetime", "00:05:00")]);
            builder.Services.AddSingleton<TimeProvider>(clock);
        });
        using var stranger = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = desk.Address };
        var (file, other) = (await desk.Admin.UploadedAsync(bytes: "mine"u8.ToArray()), await desk.Admin.UploadedAsync(bytes: "other"u8.ToArray()));
        var link = await LinkAsync(desk, file);
        var token = link.Split('/')[2];
        Assert.Equal("mine", (await stranger.GetJsonAsync(link)).Is(HttpStatusCode.OK).Body);
        var theirs = (await LinkAsync(desk, other)).Split('/')[2];
        // The id of one file before the seal of another, a bit that was turned, nothing, too much.
        var mixed = theirs[..11] + token[11..];
        foreach (var forged in (string[])[mixed, Turned(token), token[..^4], token + "AAAA", "AAAA", new string('A', 300), "..", "%00"])
        {
            var answer = await stranger.GetJsonAsync(link.Replace(token, forged, StringComparison.Ordinal));
            Assert.True(answer.Status is HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{forged}: {(int)answer.Status} {answer.Body}");
        }

        await desk.OpenAccountAsync("beta", "ada@beta.example");
        using var atBeta = new HttpRequestMessage(HttpMethod.Get, link) { Headers = { Host = "beta.localhost" } };
        using var refused = await stranger.SendAsync(atBeta, Token);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        clock.Advance(TimeSpan.FromMinutes(6));
        (await stranger.GetJsonAsync(link)).Is(HttpStatusCode.Forbidden);
    }

    private static string Turned(string token) => string.Concat(token.AsSpan(0, 30), token[30] == 'A' ? "B" : "A", token.AsSpan(31));

    private static async Task<string> LinkAsync(Desk desk, JsonObject file) => new Uri((await desk.Admin.GetJsonAsync(PathOf(file))).Is(HttpStatusCode.Redirect).Header("Location")!).PathAndQuery;
}
