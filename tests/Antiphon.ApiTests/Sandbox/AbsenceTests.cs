using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.Sandbox;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Sandbox;

/// <summary>Who sees the routes of sandboxes, and who does not.</summary>
[Trait("row", "N01")]
[Trait("row", "N02")]
[Trait("row", "N03")]
public sealed class AbsenceTests
{
    [Fact]
    public async Task To_an_ordinary_account_every_route_is_as_unknown_as_one_that_nobody_made()
    {
        await using var desk = await Playbox.DeskAsync();
        // That there is a sandbox beside it changes nothing.
        using var box = await Playbox.OpenAsync(desk);
        var routes = Routes(desk).ToList();
        Assert.Equal(10, routes.Count);
        foreach (var caller in new[] { desk.Admin, desk.Caller("nobody@acme.example", "wrong") })
        {
            foreach (var (method, path) in routes.Append((HttpMethod.Get, "/_sandbox")).Append((HttpMethod.Patch, "/_sandbox/clock")))
            {
                var unknown = await caller.CallAsync(method, "/_elsewhere/clock", method == HttpMethod.Get ? null : new { });
                var found = await caller.CallAsync(method, path, method == HttpMethod.Get ? null : new { });
                Assert.Equal(HttpStatusCode.NotFound, found.Status);
                Assert.Equal(Shape(unknown), Shape(found));
            }
        }
    }

    [Fact]
    public async Task In_a_sandbox_they_are_for_admins_with_a_key()
    {
        await using var desk = await Playbox.DeskAsync();
        using var box = await Playbox.OpenAsync(desk);
        var user = (await box.Admin.PostJsonAsync("/api/users", new { email = "lead@play.example", name = "Lead", role = new { name = "agent" } })).Is(HttpStatusCode.Created);
        var key = (string)(await box.Admin.PostJsonAsync("/api/keys", new { name = "Lead", user = new { id = (long)user["id"]! } })).Is(HttpStatusCode.Created)["key"]!;
        using var agent = desk.Caller("lead@play.example", key, box.Host);
        using var nobody = desk.Caller("nobody@acme.example", "wrong", box.Host);
        foreach (var (method, path) in Routes(desk))
        {
            (await agent.CallAsync(method, path, method == HttpMethod.Get ? null : new { })).Is(HttpStatusCode.Forbidden);
            (await nobody.CallAsync(method, path, method == HttpMethod.Get ? null : new { })).Is(HttpStatusCode.Unauthorized);
        }

        // And wrong methods and paths are answered as everywhere.
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await box.Admin.CallAsync(HttpMethod.Put, "/_sandbox/clock", new { })).Status);
        Assert.NotNull((await box.Admin.GetJsonAsync("/_sandbox/else")).Is(HttpStatusCode.NotFound)["error"]);
    }

    [Fact]
    public async Task An_account_is_a_sandbox_from_the_beginning_or_never()
    {
        await using var desk = await Playbox.DeskAsync();
        using var box = await Playbox.OpenAsync(desk);
        Assert.True(box.Account.IsSandbox);
        Assert.False(desk.Account.IsSandbox);
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => desk.InScopeAsync(services => services.GetRequiredService<Antiphon.Data.DeskDb>().ExecuteAsync(
            $"insert into sandboxes (account_id, clock_at, set_at, frozen, seed) values ({desk.Account.Id}, now(), now(), true, 1)", CancellationToken.None)));
        // The switches that an operator has do not lead there either.
        Assert.DoesNotContain(Antiphon.Accounts.SwitchCatalog.Names, name => name.Contains("sandbox", StringComparison.Ordinal));
    }

    private static IEnumerable<(HttpMethod Method, string Path)> Routes(Desk desk) =>
        from endpoint in desk.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
        where path.StartsWith(SandboxRoutes.Path, StringComparison.Ordinal)
        from method in endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods
        select (new HttpMethod(method), path.Replace("{snapshot}", "origin", StringComparison.Ordinal));

    // Everything but what differs from one answer to the next.
    private static string Shape(Answer answer) =>
        $"{answer.Status} {answer.Body} {string.Join(", ", answer.Message.Headers.Concat(answer.Message.Content.Headers).Where(header => !header.Key.Equals("x-request-id", StringComparison.OrdinalIgnoreCase) && header.Key != "Date").Select(header => $"{header.Key}={string.Join(';', header.Value)}").Order(StringComparer.Ordinal))}";
}
