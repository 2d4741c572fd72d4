using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Antiphon.Accounts;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Changes;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Identity;
using Antiphon.Live;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Changes;

/// <summary>The live stream of changes: complete, resumable, ended in order, and for nobody who may not look.</summary>
[Trait("row", "N06")]
public sealed class LiveStreamTests(Desk desk) : IClassFixture<Desk>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_comes_as_the_feed_has_it_and_its_number_is_the_id_of_the_event()
    {
        var after = await desk.Admin.PositionAsync();
        using var reader = await LiveReader.OpenAsync(desk.Admin);
        Assert.Equal("no-store", reader.Answer.Headers.CacheControl!.ToString());
        await desk.Admin.OpenTicketAsync();
        var feed = await desk.Admin.ChangesAsync(after);
        foreach (var change in feed)
        {
            var live = (await reader.NextAsync())!;
            Assert.Equal(("change", (long)change["sequence"]!), (live.Name, live.Id));
            Assert.True(JsonNode.DeepEquals(change, live.Data), live.Data.ToJsonString());
        }
    }

    [Fact]
    public async Task A_stream_goes_on_behind_the_last_event_that_its_reader_knows()
    {
        var after = await desk.Admin.PositionAsync();
        using (var first = await LiveReader.OpenAsync(desk.Admin))
        {
            await TagAsync("resume one");
            Assert.Equal(after + 1, (await first.NextAsync())!.Id);
        }

        await TagAsync("resume two");
        await TagAsync("resume three");
        using var second = await LiveReader.OpenAsync(desk.Admin, after + 1);
        Assert.Equal(after + 2, (await second.NextAsync())!.Id);
        Assert.Equal(after + 3, (await second.NextAsync())!.Id);
        // From memory, because another stream is open.
        using var third = await LiveReader.OpenAsync(desk.Admin, query: $"?after={after + 2}");
        Assert.Equal(after + 3, (await third.NextAsync())!.Id);
        await TagAsync("resume four");
        Assert.Equal(after + 4, (await second.NextAsync())!.Id);
        Assert.Equal(after + 4, (await third.NextAsync())!.Id);
    }

    [Fact]
    public async Task Another_node_hears_of_a_change_too()
    {
        await using var other = await Node.StartAsync(desk.ConnectionString);
        using var there = other.Caller(desk.Admin);
        using var here = await LiveReader.OpenAsync(desk.Admin);
        using var reader = await LiveReader.OpenAsync(there);
        var tag = await TagAsync("two nodes");
        Assert.Equal($"created Tag {tag}", (await reader.NextAsync("change")).Said());
        Assert.Equal($"created Tag {tag}", (await here.NextAsync("change")).Said());
    }

    [Fact]
    public async Task A_reader_who_comes_too_late_is_told_to_begin_anew_and_goes_on()
    {
        var newest = await desk.Admin.PositionAsync();
        using var reader = await LiveReader.OpenAsync(desk.Admin, newest + 1_000);
        var reset = (await reader.NextAsync())!;
        Assert.Equal(("reset", newest), (reset.Name, reset.Id));
        await TagAsync("after a reset");
        Assert.Equal(newest + 1, (await reader.NextAsync())!.Id);
    }

    [Fact]
    public async Task Silence_is_filled_with_heart_beats()
    {
        await using var own = await Desk.StartAsync(builder => builder.Configuration.AddInMemoryCollection([new("Live:HeartBeat", "00:00:00.060")]));
        using var reader = await LiveReader.OpenAsync(own.Admin);
        for (var i = 0; i < 4; i++)
        {
            await reader.CommentAsync();
        }

        (await own.Admin.PostJsonAsync("/api/tags", new { name = "loud" })).Is(HttpStatusCode.Created);
        Assert.Equal("change", (await reader.NextAsync())!.Name);
    }

    [Fact]
    public async Task Each_stream_hears_of_the_views_that_its_reader_may_see()
    {
        using var lead = await desk.AsRoleAsync(Roles.Lead);
        using var basic = await desk.AsRoleAsync(Roles.Basic);
        using var leads = await LiveReader.OpenAsync(lead);
        using var basics = await LiveReader.OpenAsync(basic);
        var view = (await lead.PostJsonAsync("/api/views", new JsonObject { ["name"] = "own", ["visibility"] = "private" })).Is(HttpStatusCode.Created)["id"];
        var tag = await TagAsync("seen by all");
        Assert.Contains($"created View {view}", await UntilTagAsync(leads, tag));
        Assert.DoesNotContain($"created View {view}", await UntilTagAsync(basics, tag));
    }

    [Fact]
    public async Task A_revoked_key_ends_its_streams_and_no_others()
    {
        await Threads.UntilAsync(() => Task.FromResult(desk.Services.GetRequiredService<Announcements>().IsListening));
        using var admin = await LiveReader.OpenAsync(desk.Admin);
        var key = await desk.InScopeAsync(services => services.GetRequiredService<CreateApiKey>().RunAsync(desk.Account.Id, Desk.AdminEmail, "live", Token));
        using var caller = desk.Caller(Desk.AdminEmail, key.Value.Key);
        using var reader = await LiveReader.OpenAsync(caller);
        var watch = Stopwatch.StartNew();
        (await desk.Admin.DeleteJsonAsync($"/api/keys/{key.Value.Id}")).Is(HttpStatusCode.NoContent);
        Assert.Equal(LiveEnd.NoAccess, (string?)(await reader.NextAsync("end"))["reason"]);
        Assert.Null(await reader.NextAsync());
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5));
        var tag = await TagAsync("still allowed");
        Assert.Equal($"created Tag {tag}", (await admin.NextAsync("change")).Said());
    }

    [Fact]
    public async Task A_server_that_stops_says_so_and_does_not_wait_for_its_readers()
    {
        var own = await Desk.StartAsync();
        using var caller = own.Caller(Desk.AdminEmail, own.AdminKey);
        using var reader = await LiveReader.OpenAsync(caller);
        var position = await caller.PositionAsync();
        var polling = caller.GetJsonAsync($"/api/changes?after={position}&wait=30");
        // The stream and the poll.
        await Threads.UntilAsync(() => Task.FromResult(own.Services.GetRequiredService<ChangePump>().Watchers == 2));
        var watch = Stopwatch.StartNew();
        var stopping = own.DisposeAsync().AsTask();
        var end = await reader.NextAsync("end");
        Assert.Equal((LiveEnd.Stopping, position), ((string?)end["reason"], (long)end["resume_after"]!));
        await stopping;
        Assert.Empty((await polling).Is(HttpStatusCode.OK)["data"]!.AsArray());
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(15), $"{watch.Elapsed}");
    }

    [Fact]
    public async Task An_account_has_so_many_streams_and_gets_one_back_when_one_is_closed()
    {
        await using var own = await Desk.StartAsync(builder => builder.Configuration.AddInMemoryCollection([new("Live:StreamsPerAccount", "2")]));
        using var first = await LiveReader.OpenAsync(own.Admin);
        var second = await LiveReader.OpenAsync(own.Admin);
        using (var refused = await LiveReader.SendAsync(own.Admin))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
        }

        second.Dispose();
        await Threads.UntilAsync(() => Task.FromResult(own.Services.GetRequiredService<LiveStreams>().Count == 1));
        using var third = await LiveReader.OpenAsync(own.Admin);
    }

    [Fact]
    public async Task A_stream_costs_one_request_and_an_empty_poll_a_tenth_of_one()
    {
        await using var own = await Desk.StartAsync();
        var position = await own.Admin.PositionAsync();
        var ticket = await own.Admin.OpenTicketAsync();
        var newest = await own.Admin.PositionAsync();
        await own.SwitchAsync(new Switches { Plan = "custom", CustomKeySize = 40, CustomAppSize = 40, CustomWindow = 86_400 });
        using var reader = await LiveReader.OpenAsync(own.Admin);
        Assert.Equal("1/40", reader.Answer.Headers.GetValues("X-Gorgias-Account-Api-Call-Limit").Single());
        for (var i = 0; i < 10; i++)
        {
            (await own.Admin.GetJsonAsync($"/api/changes?after={newest}")).Is(HttpStatusCode.OK);
            (await own.Admin.PostJsonAsync("/api/live/presence", new { ticket_id = (long)ticket["id"]!, activity = "viewing" })).Is(HttpStatusCode.Accepted);
        }

        var poll = (await own.Admin.GetJsonAsync($"/api/changes?after={position}")).Is(HttpStatusCode.OK);
        Assert.Equal("4/40", poll.Header("X-Gorgias-Account-Api-Call-Limit"));
        for (var i = 0; i < 10; i++)
        {
            poll = (await own.Admin.CallAsync(HttpMethod.Get, $"/api/changes?after={position}", null, ("If-None-Match", poll.Header("ETag")!))).Is(HttpStatusCode.NotModified);
        }

        Assert.Equal("5/40", poll.Header("X-Gorgias-Account-Api-Call-Limit"));
    }

    [Theory]
    [InlineData("?after=-1")]
    [InlineData("?after=x")]
    [InlineData("?since=1")]
    public async Task A_wrong_query_answers_400(string query)
    {
        using var refused = await LiveReader.SendAsync(desk.Admin, query: query);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task A_stranger_gets_no_stream_and_another_account_none_of_this_ones_changes()
    {
        using var stranger = desk.Caller(Desk.AdminEmail, "wrong");
        using var refused = await LiveReader.SendAsync(stranger);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        var gamma = await desk.OpenAccountAsync("gamma", "gil@gamma.example");
        using var other = desk.Caller("gil@gamma.example", gamma.ApiKey, "gamma.localhost");
        using var reader = await LiveReader.OpenAsync(other);
        await TagAsync("not theirs");
        (await other.PostJsonAsync("/api/tags", new { name = "theirs" })).Is(HttpStatusCode.Created);
        var change = await reader.NextAsync("change");
        Assert.Equal("theirs", (string?)(await other.GetJsonAsync($"/api/tags/{change["object_id"]}"))["name"]);
    }

    [Fact]
    public void A_reader_who_is_too_slow_loses_the_stream_and_holds_up_nobody()
    {
        var stream = new LiveStream(Actor.System(1), backlog: 2);
        ReadOnlyMemory<byte> news = new byte[1];
        stream.Hear(news);
        stream.Hear(news);
        Assert.Null(stream.Ended);
        stream.Hear(news);
        Assert.Equal(LiveEnd.TooSlow, stream.Ended);
        stream.End(LiveEnd.Stopping);
        Assert.Equal(LiveEnd.TooSlow, stream.Ended);
        Assert.Equal(2, stream.News.Count);
    }

    private static async Task<List<string>> UntilTagAsync(LiveReader reader, JsonNode? tag)
    {
        var said = new List<string>();
        do
        {
            said.Add((await reader.NextAsync("change")).Said());
        }
        while (said[^1] != $"created Tag {tag}");
        return said;
    }

    private async Task<JsonNode?> TagAsync(string name) => (await desk.Admin.PostJsonAsync("/api/tags", new { name })).Is(HttpStatusCode.Created)["id"];
}
