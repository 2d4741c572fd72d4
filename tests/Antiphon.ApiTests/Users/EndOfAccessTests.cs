using System.Net;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Users;

public sealed class EndOfAccessTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    [Trait("row", "A04")]
    [Trait("row", "B24")]
    public async Task A_deactivated_users_key_stops_at_once_and_comes_back_with_the_user()
    {
        var user = await desk.InviteAsync("paused@store.example");
        using var caller = await desk.WithKeyAsync("paused@store.example");
        (await caller.GetJsonAsync("/api/users/0")).Is(HttpStatusCode.OK);
        var off = (await desk.Admin.PutJsonAsync($"/api/users/{user.Id()}", new { active = false })).Is(HttpStatusCode.Accepted);
        Assert.NotNull(off["deactivated_datetime"]);
        (await caller.GetJsonAsync("/api/users/0")).Is(HttpStatusCode.Unauthorized);
        var on = (await desk.Admin.PutJsonAsync($"/api/users/{user.Id()}", new { active = true })).Is(HttpStatusCode.Accepted);
        Assert.Null(on["deactivated_datetime"]);
        (await caller.GetJsonAsync("/api/users/0")).Is(HttpStatusCode.OK);
    }

    [Fact(Timeout = 30_000)]
    [Trait("row", "A04")]
    public async Task Another_node_hears_that_a_user_was_deactivated()
    {
        await using var other = await Desk.StartAsync();
        var user = await other.InviteAsync("there@store.example");
        using var caller = await other.WithKeyAsync("there@store.example");
        await using var second = await Node.StartAsync(other.ConnectionString);
        using var remote = second.Caller(caller);
        (await remote.GetJsonAsync("/api/users/0")).Is(HttpStatusCode.OK);
        (await other.Admin.PutJsonAsync($"/api/users/{user.Id()}", new { active = false })).Is(HttpStatusCode.Accepted);
        while ((await remote.GetJsonAsync("/api/users/0")).Status is HttpStatusCode.OK)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        (await remote.GetJsonAsync("/api/users/0")).Is(HttpStatusCode.Unauthorized);
    }

    [Fact]
    [Trait("row", "A04")]
    [Trait("row", "B25")]
    public async Task Deleting_a_user_ends_keys_tickets_and_teams()
    {
        var user = await desk.JoinAsync("leaver@store.example");
        var id = user.Id();
        using var caller = await desk.WithKeyAsync("leaver@store.example");
        (await caller.GetJsonAsync("/api/users/0")).Is(HttpStatusCode.OK);
        var team = (await desk.Admin.PostJsonAsync("/api/teams", new { name = "Left behind", members = new[] { new { id } } })).Is(HttpStatusCode.Created);
        var ticket = await desk.TicketAsync(id);
        (await desk.Admin.DeleteJsonAsync($"/api/users/{id}")).Is(HttpStatusCode.NoContent);

        (await caller.GetJsonAsync("/api/users/0")).Is(HttpStatusCode.Unauthorized);
        (await desk.Admin.GetJsonAsync($"/api/users/{id}")).Is(HttpStatusCode.NotFound);
        (await desk.Admin.PutJsonAsync($"/api/users/{id}", new { bio = "x" })).Is(HttpStatusCode.NotFound);
        (await desk.Admin.DeleteJsonAsync($"/api/users/{id}")).Is(HttpStatusCode.NotFound);
        Assert.Empty((await desk.Admin.GetJsonAsync("/api/users?email=leaver@store.example")).Names());
        Assert.Empty((await desk.Admin.GetJsonAsync($"/api/teams/{team["id"]}"))["members"]!.AsArray());
        Assert.Null((await desk.AssigneesAsync(ticket)).UserId);
        Assert.Equal(["ticket-unassigned", "ticket-updated"], await desk.EventsOfAsync("Ticket", ticket));
        Assert.Equal(["team-created", "team-updated"], await desk.EventsOfAsync("Team", team.Json.Id()));
        Assert.Equal("user-deleted", (await desk.EventsOfAsync("User", id))[^1]);

        var again = await desk.InviteAsync("leaver@store.example");
        Assert.NotEqual(id, again.Id());
        (await caller.GetJsonAsync("/api/users/0")).Is(HttpStatusCode.Unauthorized);
    }

    [Fact]
    [Trait("row", "B25")]
    public async Task An_open_invitation_ends_with_its_user()
    {
        var user = await desk.InviteAsync("uninvited@store.example");
        (await desk.Admin.DeleteJsonAsync($"/api/users/{user.Id()}")).Is(HttpStatusCode.NoContent);
        (await desk.Admin.PostJsonAsync(await desk.InvitationOfAsync("uninvited@store.example"), new { password = People.Password })).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    [Trait("row", "B25")]
    public async Task The_caller_and_the_owner_cannot_be_deleted()
    {
        var second = await desk.InviteAsync("deputy@store.example", "admin");
        using var deputy = await desk.WithKeyAsync("deputy@store.example");
        Assert.Equal(["The account owner cannot be deleted."], (await deputy.DeleteJsonAsync($"/api/users/{desk.Account.OwnerUserId}")).Is(HttpStatusCode.BadRequest).ErrorsAt("id"));
        Assert.Equal(["Users cannot delete themselves."], (await deputy.DeleteJsonAsync($"/api/users/{second.Id()}")).Is(HttpStatusCode.BadRequest).ErrorsAt("id"));
    }
}
