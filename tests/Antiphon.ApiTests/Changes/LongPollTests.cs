using System.Diagnostics;
using System.Net;
using Antiphon.ApiTests.Client;
using Antiphon.ApiTests.Furniture;
using Antiphon.Client;
using Antiphon.Contract;

namespace Antiphon.ApiTests.Changes;

/// <summary>Waiting for changes, and the SDK on top of it.</summary>
[Trait("row", "N06")]
[Trait("row", "E16")]
public sealed class LongPollTests(Desk desk) : IClassFixture<Desk>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_poll_that_waits_is_answered_when_something_changes_and_not_before()
    {
        var after = await desk.Admin.PositionAsync();
        var polling = desk.Admin.GetJsonAsync($"/api/changes?after={after}&wait=30&object_types=Tag");
        (await desk.Admin.PostJsonAsync("/api/teams", new { name = "not waited for" })).Is(HttpStatusCode.Created);
        var tag = (await desk.Admin.PostJsonAsync("/api/tags", new { name = "waited for" })).Is(HttpStatusCode.Created)["id"];
        Assert.Equal($"created Tag {tag}", (await polling).Is(HttpStatusCode.OK)["data"]!.AsArray().Single()!.Said());
    }

    [Fact]
    public async Task A_poll_that_waited_in_vain_answers_with_nothing_and_the_same_position()
    {
        var after = await desk.Admin.PositionAsync();
        var watch = Stopwatch.StartNew();
        var empty = (await desk.Admin.GetJsonAsync($"/api/changes?after={after}&wait=1&object_types=Rule")).Is(HttpStatusCode.OK);
        Assert.True(watch.Elapsed >= TimeSpan.FromMilliseconds(900));
        Assert.Empty(empty["data"]!.AsArray());
        Assert.False((bool)empty["has_more"]!);
        (await desk.Admin.GetJsonAsync($"/api/changes?after={after}&wait=31")).Is(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_sdk_follows_the_feed_as_it_grows()
    {
        using var client = desk.Client();
        var position = await client.Changes.GetPositionAsync(cancellationToken: Token);
        await using var changes = client.Changes.FollowAsync(position, new() { ObjectTypes = [EventObject.Tag], WithObjects = true }, cancellationToken: Token).GetAsyncEnumerator(Token);
        for (var i = 0; i < 3; i++)
        {
            var next = changes.MoveNextAsync().AsTask();
            var tag = await client.Tags.CreateAsync(new($"followed {i}"), cancellationToken: Token);
            Assert.True(await next);
            Assert.Equal((ChangeType.Created, tag.Id, tag.Name), (changes.Current.Type, changes.Current.ObjectId, changes.Current.Object!.Value.GetProperty("name").GetString()));
        }

        var gone = await Assert.ThrowsAsync<AntiphonException>(() => client.Changes.ReadAsync(position + 1_000_000, cancellationToken: Token));
        Assert.True(gone.IsGone);
        var all = await client.Changes.ReadAsync(0, new() { Types = [ChangeType.Created], Limit = 2 }, cancellationToken: Token);
        Assert.Equal((2, true), (all.Data.Count, all.HasMore));
    }

    [Fact]
    public async Task The_sdk_opens_the_live_stream_again_and_goes_on_where_it_was()
    {
        using var client = desk.Client(new() { MaxRetries = 0, RetryDelay = TimeSpan.FromMilliseconds(1) });
        var me = await client.Users.GetCallerAsync(cancellationToken: Token);
        var ticket = (long)(await desk.Admin.OpenTicketAsync())["id"]!;
        var position = await client.Changes.GetPositionAsync(cancellationToken: Token);
        await using var events = client.Live.ReadAsync(cancellationToken: Token).GetAsyncEnumerator(Token);
        Assert.Equal(new LiveReady(position), await NextAsync(events));
        var streams = desk.Services.GetService(typeof(Antiphon.Live.LiveStreams)) as Antiphon.Live.LiveStreams;
        for (var i = 1; i <= 3; i++)
        {
            foreach (var stream in streams!.Of(desk.Account.Id))
            {
                stream.End(LiveEnd.Restarted);
            }

            var tag = await client.Tags.CreateAsync(new($"live {i}"), cancellationToken: Token);
            // Whether the change was sent before the stream ended or is made up for after it, it comes once.
            LiveEvent next;
            do
            {
                next = await NextAsync(events);
            }
            while (next is LiveReady or LivePresence);
            var change = Assert.IsType<LiveChange>(next).Change;
            Assert.Equal((position + i, tag.Id), (change.Sequence, change.ObjectId));
        }

        var said = await client.Live.SetPresenceAsync(ticket, PresenceActivity.Viewing, cancellationToken: Token);
        Assert.Equal((me.Id, ticket), (said.UserId, said.TicketId));
        LiveEvent heard;
        do
        {
            heard = await NextAsync(events);
        }
        while (heard is LiveReady);
        Assert.Equal((me.Id, ticket, PresenceActivity.Viewing), Assert.IsType<LivePresence>(heard).Presence is var presence ? (presence.UserId, presence.TicketId, presence.Activity) : default);
    }

    private static async Task<LiveEvent> NextAsync(IAsyncEnumerator<LiveEvent> events)
    {
        Assert.True(await events.MoveNextAsync());
        return events.Current;
    }
}
