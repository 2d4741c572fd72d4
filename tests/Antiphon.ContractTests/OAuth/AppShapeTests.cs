using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.ContractTests.Furniture;

namespace Antiphon.ContractTests.OAuth;

/// <summary>Section 5 of the authentication page.</summary>
public sealed class AppShapeTests(Desk desk) : IClassFixture<Desk>
{
    private static readonly Shape App = Shape.Read("apps/app");

    [Fact]
    public async Task An_app_has_the_same_shape_wherever_it_is_shown()
    {
        var created = (await desk.Admin.PostJsonAsync("/admin/oauth/apps", App.Request!.ToJsonString())).Is(HttpStatusCode.Created);
        App.Matches(created["app"]!);
        Assert.Equal(["app", "client_secret"], created.Json.AsObject().Select(member => member.Key));
        var path = $"/admin/oauth/apps/{created["app"]!["id"]}";
        App.Matches((await desk.Admin.GetJsonAsync(path)).Is(HttpStatusCode.OK).Json);
        App.Matches((await desk.Admin.PutJsonAsync(path, new { app_url = (string?)null })).Is(HttpStatusCode.Accepted).Json);
        App.Matches((await desk.Admin.GetJsonAsync("/admin/oauth/apps")).Is(HttpStatusCode.OK)["data"]![0]!);
    }
}
