using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.ContractTests.Furniture;

namespace Antiphon.ContractTests.Search;

/// <summary>The page of the search.</summary>
public sealed class SearchShapeTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    [Trait("row", "B33")]
    public async Task Found_customers_and_channels_have_the_documented_shape()
    {
        (await desk.Admin.PostJsonAsync("/api/customers", """{"name": "Ada Byron", "email": "ada@example.com"}""")).Is(HttpStatusCode.Created);
        foreach (var name in (string[])["search/customer", "search/channel"])
        {
            var shape = Shape.Read(name);
            shape.Matches((await desk.Admin.PostJsonAsync("/api/search", shape.Request!.ToJsonString())).Is(HttpStatusCode.OK).Json);
        }
    }

    [Fact]
    [Trait("row", "B33")]
    public async Task Profiles_users_teams_and_tags_are_shown_as_their_own_pages_show_them()
    {
        var customer = (await desk.Admin.PostJsonAsync("/api/customers", """{"name": "Same Shape", "email": "same@example.com"}""")).Is(HttpStatusCode.Created);
        var tag = (await desk.Admin.PostJsonAsync("/api/tags", """{"name": "same shape"}""")).Is(HttpStatusCode.Created);
        var team = (await desk.Admin.PostJsonAsync("/api/teams", """{"name": "Same shape"}""")).Is(HttpStatusCode.Created);
        var user = (await desk.Admin.PostJsonAsync("/api/users", """{"name": "Same Shape", "email": "shape@acme.example", "role": {"name": "agent"}}""")).Is(HttpStatusCode.Created);
        foreach (var (type, path) in new[] { ("customer_profile", $"/api/customers/{customer["id"]}"), ("tag", $"/api/tags/{tag["id"]}"), ("team", $"/api/teams/{team["id"]}"), ("agent", $"/api/users/{user["id"]}") })
        {
            var found = (await desk.Admin.PostJsonAsync("/api/search", $$"""{"type": "{{type}}", "query": "same shape"}""")).Is(HttpStatusCode.OK)["data"]![0]!;
            Assert.Equal((await desk.Admin.GetJsonAsync(path)).Is(HttpStatusCode.OK).Json.ToJsonString(), found.ToJsonString());
        }
    }
}
