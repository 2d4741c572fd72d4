using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Changes;

/// <summary>Who is at which ticket: told to everybody on every node, and forgotten by itself.</summary>
[Trait("row", "J21")]
public sealed class PresenceTests : IAsyncLifetime
{
    private readonly TestClock clock = new();
    private Desk desk = null!;
    private HttpClient ada = null!;
    private HttpClient bo = null!;
    private long ticket;
    private long boId;

    public async ValueTask InitializeAsync()
    {
        desk = await Desk.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        ada = desk.Admin;
        bo = await desk.AsRoleAsync(Roles.Observer);
        await Threads.UntilAsync(() => Task.FromResult(desk.Services.GetRequiredService<Announcements>().IsListening));
        ticket = (long)(await ada.OpenTicketAsync())["id"]!;
        boId = (long)(await bo.GetJsonAsync("/api/users/0"))["id"]!;
    }

    public async ValueTask DisposeAsync()
    {
        bo.Dispose();
        await desk.DisposeAsync();
    }

    [Fact]
    public async Task What_somebody_does_is_told_once_and_ends_when_it_is_not_said_again()
    {
        using var reader = await LiveReader.OpenAsync(ada);
        var said = await SayAsync(PresenceActivity.Viewing);
        Assert.Equal((boId, ticket, PresenceActivity.Viewing), ((long)said["user_id"]!, (long)said["ticket_id"]!, (string)said["activity"]!));
        Assert.Equal(PresenceActivity.Viewing, (string?)(await reader.NextAsync("presence"))["activity"]);
        clock.Advance(TimeSpan.FromSeconds(20));
        await SayAsync(PresenceActivity.Viewing);
        await SayAsync(PresenceActivity.Typing);
        Assert.Equal(PresenceActivity.Typing, (string?)(await reader.NextAsync("presence"))["activity"]);
        clock.Advance(TimeSpan.FromSeconds(31));
        var gone = await reader.NextAsync("presence");
        Assert.Equal((PresenceActivity.Gone, boId, ticket), ((string?)gone["activity"], (long)gone["user_id"]!, (long)gone["ticket_id"]!));
    }

    [Fact]
    public async Task A_new_stream_begins_with_who_is_there_also_on_another_node()
    {
        await using var other = await Node.StartAsync(desk.ConnectionString, builder => builder.Services.AddSingleton<TimeProvider>(clock));
        using var there = other.Caller(ada);
        using (var reader = await LiveReader.OpenAsync(there))
        {
            // Only when the other node listens is it told.
            await Threads.UntilAsync(async () =>
            {
                await SayAsync(PresenceActivity.Gone);
                await SayAsync(PresenceActivity.TypingNote);
                using var again = await LiveReader.OpenAsync(there);
                return other.Services.GetRequiredService<Antiphon.Live.PresenceBoard>().Of(desk.Account.Id).Count == 1;
            });
            Assert.Equal(PresenceActivity.TypingNote, (string?)(await reader.NextAsync("presence"))["activity"]);
        }

        using var late = await LiveReader.OpenAsync(there);
        Assert.Equal((PresenceActivity.TypingNote, boId), ((string?)(await late.NextAsync())!.Data["activity"], boId));
        await SayAsync(PresenceActivity.Gone);
        Assert.Equal(PresenceActivity.Gone, (string?)(await late.NextAsync("presence"))["activity"]);
    }

    [Fact]
    public async Task Presence_is_at_a_ticket_that_exists_and_of_a_known_kind()
    {
        (await bo.PostJsonAsync("/api/live/presence", new { ticket_id = ticket + 1000, activity = "viewing" })).Is(HttpStatusCode.NotFound);
        Assert.NotEmpty((await bo.PostJsonAsync("/api/live/presence", new { ticket_id = ticket, activity = "dreaming" })).Is(HttpStatusCode.BadRequest).ErrorsAt("activity"));
        var missing = (await bo.PostJsonAsync("/api/live/presence", new { })).Is(HttpStatusCode.BadRequest);
        Assert.NotEmpty(missing.ErrorsAt("activity"));
        Assert.NotEmpty(missing.ErrorsAt("ticket_id"));
    }

    [Fact]
    public async Task Presence_is_no_change_and_is_not_stored()
    {
        var after = await ada.PositionAsync();
        await SayAsync(PresenceActivity.Viewing);
        Assert.Empty(await ada.ChangesAsync(after));
        Assert.Equal(after, await ada.PositionAsync());
    }

    private async Task<Answer> SayAsync(string activity) => (await bo.PostJsonAsync("/api/live/presence", new { ticket_id = ticket, activity })).Is(HttpStatusCode.Accepted);
}
