using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.ContractTests.Furniture;

namespace Antiphon.ContractTests.Teams;

/// <summary>The teams half of the users page.</summary>
[Trait("row", "B36")]
public sealed class TeamShapeTests(Desk desk) : IClassFixture<Desk>
{
    private static readonly Shape Team = Shape.Read("teams/team");

    [Fact]
    public async Task A_team_has_the_documented_shape_on_create_read_and_update()
    {
        var created = (await desk.Admin.PostJsonAsync("/api/teams", Team.Request!.ToJsonString())).Is(HttpStatusCode.Created);
        Team.Matches(created.Json);
        var path = $"/api/teams/{created["id"]}";
        var filled = (await desk.Admin.PutJsonAsync(path, new { members = new[] { new { id = desk.Account.OwnerUserId } } })).Is(HttpStatusCode.Accepted);
        Team.Matches(filled.Json);
        Assert.Single(filled["members"]!.AsArray());
        Team.Matches((await desk.Admin.GetJsonAsync(path)).Is(HttpStatusCode.OK).Json);
        Team.Matches((await desk.Admin.PutJsonAsync(path, """{"description": null, "decoration": null}""")).Is(HttpStatusCode.Accepted).Json);
    }

    [Fact]
    public async Task A_list_is_the_envelope()
    {
        await using var own = await Desk.StartAsync();
        (await own.Admin.PostJsonAsync("/api/teams", new { name = "One", members = new[] { new { id = own.Account.OwnerUserId } } })).Is(HttpStatusCode.Created);
        (await own.Admin.PostJsonAsync("/api/teams", new { name = "Two" })).Is(HttpStatusCode.Created);
        var list = Shape.Read("teams/list");
        var page = (await own.Admin.GetJsonAsync("/api/teams?limit=1")).Is(HttpStatusCode.OK);
        list.Matches(page.Json);
        list.Matches((await own.Admin.GetJsonAsync($"/api/teams?limit=1&cursor={(string)page["meta"]!["next_cursor"]!}")).Is(HttpStatusCode.OK).Json);
    }
}
