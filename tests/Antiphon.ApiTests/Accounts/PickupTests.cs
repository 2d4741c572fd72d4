using System.Net;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Accounts;

/// <summary>The one route of logistics that the original describes; nothing can be made that it could delete.</summary>
[Trait("row", "B44")]
public sealed class PickupTests(Desk desk) : IClassFixture<Desk>
{
    [Theory]
    [InlineData("/api/pickups/1")]
    [InlineData("/api/pickups/1/")]
    [InlineData("/api/pickups/9007199254740993")]
    public async Task A_pickup_does_not_exist(string path)
    {
        var answer = (await desk.Admin.DeleteJsonAsync(path)).Is(HttpStatusCode.NotFound);
        Assert.Equal(["msg"], answer["error"]!.AsObject().Select(member => member.Key));
        using var nobody = desk.Caller("nobody@acme.example", "wrong");
        (await nobody.DeleteJsonAsync(path)).Is(HttpStatusCode.Unauthorized);
    }
}
