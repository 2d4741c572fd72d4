using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Users;

namespace Antiphon.ApiTests.Teams;

[Trait("row", "B36")]
public sealed class TeamTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_created_team_can_be_read_with_its_members_in_order()
    {
        var one = await desk.InviteAsync("one@store.example", name: "One");
        var two = await desk.InviteAsync("two@store.example", name: "Two");
        var created = (await desk.Admin.PostJsonAsync("/api/teams", new
        {
            name = "Warehouse",
            description = "Packing and shipping",
            decoration = new { emoji = "📦" },
            members = new object[] { two, new { id = one.Id(), name = "ignored", role = 7 } },
        })).Is(HttpStatusCode.Created);
        Assert.Equal(["Two", "One"], created["members"]!.AsArray().Select(member => (string)member!["name"]!));
        Assert.Equal("📦", (string?)created["decoration"]!["emoji"]);
        Assert.Equal(created.Body, (await desk.Admin.GetJsonAsync($"/api/teams/{created["id"]}/")).Is(HttpStatusCode.OK).Body);
        Assert.Equal(["team-created"], await desk.EventsOfAsync("Team", created.Json.Id()));
    }

    [Fact]
    public async Task An_update_changes_only_what_is_sent_and_members_replace_the_list()
    {
        var one = await desk.InviteAsync("first@store.example", name: "First");
        var two = await desk.InviteAsync("second@store.example", name: "Second");
        var team = (await desk.Admin.PostJsonAsync("/api/teams", new { name = "Before", description = "kept", decoration = new { }, members = new[] { new { id = one.Id() } } })).Is(HttpStatusCode.Created);
        var path = $"/api/teams/{team["id"]}";
        var renamed = (await desk.Admin.PutJsonAsync(path, new { name = "After" })).Is(HttpStatusCode.Accepted);
        Assert.Equal("kept", (string?)renamed["description"]);
        Assert.Equal("{}", renamed["decoration"]!.ToJsonString());
        Assert.Single(renamed["members"]!.AsArray());
        var replaced = (await desk.Admin.PutJsonAsync(path, new { members = new[] { new { id = two.Id().ToString() }, new { id = two.Id().ToString() } } })).Is(HttpStatusCode.Accepted);
        Assert.Equal("Second", (string?)replaced["members"]!.AsArray().Single()!["name"]);
        (await desk.Admin.PutJsonAsync(path, new { name = "After", members = new[] { new { id = two.Id() } } })).Is(HttpStatusCode.Accepted);
        var emptied = (await desk.Admin.PutJsonAsync(path, """{"members": [], "description": null, "decoration": null}""")).Is(HttpStatusCode.Accepted);
        Assert.Equal("After", (string?)emptied["name"]);
        Assert.Empty(emptied["members"]!.AsArray());
        Assert.Null(emptied["description"]);
        Assert.Null(emptied["decoration"]);
        Assert.Equal(["team-created", "team-updated", "team-updated", "team-updated"], await desk.EventsOfAsync("Team", team.Json.Id()));
    }

    [Fact]
    [Trait("row", "A17")]
    public async Task Wrong_fields_are_all_named()
    {
        var refused = (await desk.Admin.PostJsonAsync("/api/teams", new { name = "", decoration = new { emoji = new string('x', 65), color = "red" }, members = new object[] { new { name = "no id" } } })).Is(HttpStatusCode.BadRequest);
        Assert.All(["name", "decoration.emoji", "decoration.color", "members.0.id"], path => Assert.Single(refused.ErrorsAt(path)));
        Assert.Equal(["User 987654 does not exist."], (await desk.Admin.PostJsonAsync("/api/teams", new { name = "x", members = new[] { new { id = 987654 } } })).Is(HttpStatusCode.BadRequest).ErrorsAt("members.0.id"));
        var team = (await desk.Admin.PostJsonAsync("/api/teams", new { name = "Strict" })).Is(HttpStatusCode.Created);
        var update = (await desk.Admin.PutJsonAsync($"/api/teams/{team["id"]}", """{"name": null, "members": null}""")).Is(HttpStatusCode.BadRequest);
        Assert.Equal(["Field may not be null."], update.ErrorsAt("name"));
        Assert.Equal(["Field may not be null."], update.ErrorsAt("members"));
        (await desk.Admin.PutJsonAsync("/api/teams/987654", """{"name": null}""")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Members_of_another_account_are_unknown()
    {
        var foreign = await desk.OpenAccountAsync("foreign-team", "ada@foreign.example");
        (await desk.Admin.PostJsonAsync("/api/teams", new { name = "x", members = new[] { new { id = foreign.OwnerId } } })).Is(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Deleting_a_team_takes_it_from_its_tickets()
    {
        var user = await desk.InviteAsync("stays@store.example");
        var team = (await desk.Admin.PostJsonAsync("/api/teams", new { name = "Short-lived", members = new[] { new { id = user.Id() } } })).Is(HttpStatusCode.Created);
        var ticket = await desk.TicketAsync(user.Id(), team.Json.Id());
        (await desk.Admin.DeleteJsonAsync($"/api/teams/{team["id"]}")).Is(HttpStatusCode.NoContent);
        Assert.Equal((user.Id(), null), await desk.AssigneesAsync(ticket));
        Assert.Equal(["ticket-team-unassigned", "ticket-updated"], await desk.EventsOfAsync("Ticket", ticket));
        Assert.Equal(["team-created", "team-deleted"], await desk.EventsOfAsync("Team", team.Json.Id()));
        (await desk.Admin.GetJsonAsync($"/api/teams/{team["id"]}")).Is(HttpStatusCode.NotFound);
        (await desk.Admin.DeleteJsonAsync($"/api/teams/{team["id"]}")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Lists_are_ordered_and_paged()
    {
        await using var own = await Desk.StartAsync();
        foreach (var name in new[] { "Beta", "Alpha", "Gamma" })
        {
            (await own.Admin.PostJsonAsync("/api/teams", new { name })).Is(HttpStatusCode.Created);
        }

        Assert.Equal(["Gamma", "Alpha", "Beta"], (await own.Admin.GetJsonAsync("/api/teams")).Names());
        Assert.Equal(["Beta", "Alpha", "Gamma"], (await own.Admin.GetJsonAsync("/api/teams?order_by=created_datetime:asc")).Names());
        Assert.Equal(["Gamma", "Beta", "Alpha"], (await own.Admin.GetJsonAsync("/api/teams?order_by=name:desc")).Names());
        var first = (await own.Admin.GetJsonAsync("/api/teams?order_by=name:asc&limit=2")).Is(HttpStatusCode.OK);
        var second = (await own.Admin.GetJsonAsync($"/api/teams?limit=2&cursor={(string)first["meta"]!["next_cursor"]!}")).Is(HttpStatusCode.OK);
        Assert.Equal(["Alpha", "Beta", "Gamma"], first.Names().Concat(second.Names()));
        (await own.Admin.GetJsonAsync("/api/teams?order_by=name")).Is(HttpStatusCode.BadRequest);
    }
}
