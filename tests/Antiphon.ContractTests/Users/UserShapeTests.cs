using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.ContractTests.Furniture;

namespace Antiphon.ContractTests.Users;

/// <summary>The users page: its requests are taken as they are, and its answers have these members and types.</summary>
public sealed class UserShapeTests(Desk desk) : IClassFixture<Desk>
{
    private static readonly Shape User = Shape.Read("users/user");

    [Fact]
    [Trait("row", "B22")]
    [Trait("row", "B23")]
    [Trait("row", "B24")]
    public async Task A_user_has_the_documented_shape_on_create_read_and_update()
    {
        var created = (await desk.Admin.PostJsonAsync("/api/users", User.Request!.ToJsonString())).Is(HttpStatusCode.Created);
        User.Matches(created.Json);
        foreach (var member in User.Request.AsObject())
        {
            Assert.Equal(member.Value!.ToJsonString(), created[member.Key]!.ToJsonString());
        }

        Assert.StartsWith(desk.Address.AbsoluteUri, (string?)created["uri"], StringComparison.Ordinal);
        User.Matches((await desk.Admin.GetJsonAsync($"/api/users/{created["id"]}")).Is(HttpStatusCode.OK).Json);
        User.Matches((await desk.Admin.PutJsonAsync($"/api/users/{created["id"]}", User.Request.ToJsonString())).Is(HttpStatusCode.Accepted).Json);
        User.Matches((await desk.Admin.GetJsonAsync("/api/users/0")).Is(HttpStatusCode.OK).Json);
    }

    [Fact]
    [Trait("row", "B22")]
    public async Task A_list_is_the_envelope_of_whole_users()
    {
        (await desk.Admin.PostJsonAsync("/api/users", new { email = "second@store.example", name = "Second", role = new { name = "bot" } })).Is(HttpStatusCode.Created);
        var list = Shape.Read("users/list");
        var page = (await desk.Admin.GetJsonAsync("/api/users?limit=1")).Is(HttpStatusCode.OK);
        list.Matches(page.Json);
        list.Matches((await desk.Admin.GetJsonAsync($"/api/users?limit=1&cursor={(string)page["meta"]!["next_cursor"]!}")).Is(HttpStatusCode.OK).Json);
    }

    [Fact]
    [Trait("row", "B25")]
    public async Task A_deletion_answers_nothing()
    {
        var user = (await desk.Admin.PostJsonAsync("/api/users", new { email = "third@store.example", name = "Third", role = new { name = "agent" } })).Is(HttpStatusCode.Created);
        Assert.Empty((await desk.Admin.DeleteJsonAsync($"/api/users/{user["id"]}")).Is(HttpStatusCode.NoContent).Body);
    }
}
