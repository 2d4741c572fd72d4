using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.Http;
using Antiphon.Identity;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Identity;

/// <summary>Calls every route that exists as every role; new routes are in it by themselves.</summary>
[Trait("row", "J27")]
public sealed class RoleMatrixTests(Desk desk) : IClassFixture<Desk>
{
    [Theory]
    [InlineData(Roles.Admin)]
    [InlineData(Roles.Lead)]
    [InlineData(Roles.Basic)]
    [InlineData(Roles.Lite)]
    [InlineData(Roles.Observer)]
    [InlineData(Roles.Bot)]
    [InlineData(Roles.InternalAgent)]
    [Trait("row", "A17")]
    public async Task A_route_is_forbidden_exactly_when_the_role_is_too_low(string role)
    {
        using var caller = await desk.AsRoleAsync(role);
        var wrong = new List<string>();
        foreach (var (method, path, route) in Routes())
        {
            var answer = await caller.CallAsync(new HttpMethod(method), path, method is "GET" ? null : "{}");
            var allowed = Roles.Allows(role, route.Right);
            if (answer.Status is HttpStatusCode.Forbidden == allowed || answer.Status is HttpStatusCode.Unauthorized or >= HttpStatusCode.InternalServerError)
            {
                wrong.Add($"{method} {path} needs {route.Right} and answered {(int)answer.Status}");
            }
            else if (!allowed)
            {
                Assert.Equal("Forbidden.", (string?)answer["error"]!["msg"]);
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    [Trait("row", "A05")]
    public async Task One_key_calls_a_method_of_every_group()
    {
        var groups = Routes().Select(route => route.Path.Split('/')[2]).Distinct().ToList();
        Assert.Superset(new HashSet<string>(["account", "customers", "events", "tags", "teams", "users"]), groups.ToHashSet());
        foreach (var group in groups)
        {
            var (method, path, _) = Routes().OrderBy(route => route.Path.Length).First(route => route.Path.Split('/')[2] == group);
            var answer = await desk.Admin.CallAsync(new HttpMethod(method), path, method is "GET" ? null : "{}");
            Assert.True(answer.Status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or >= HttpStatusCode.InternalServerError), $"{method} {path}: {answer.Body}");
        }
    }

    [Fact]
    public async Task Nobody_calls_anything_without_credentials()
    {
        using var stranger = new HttpClient { BaseAddress = desk.Address };
        foreach (var (method, path, _) in Routes())
        {
            (await stranger.CallAsync(new HttpMethod(method), path, method is "GET" ? null : "{}")).Is(HttpStatusCode.Unauthorized);
        }

        // Who is unknown does not learn which routes exist.
        (await stranger.GetJsonAsync("/api/nothing-here")).Is(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public void Every_route_under_api_says_who_may_call_it()
    {
        var silent = Endpoints().Where(endpoint => IsApi(endpoint) && endpoint.Metadata.GetMetadata<ApiRoute>() is null && endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is null).Select(endpoint => endpoint.RoutePattern.RawText);
        Assert.Empty(silent);
    }

    // A stream has no end that a matrix could wait for. An id of 0 is the caller for users and nothing elsewhere, so no call of the matrix changes anything that another one needs.
    private List<(string Method, string Path, ApiRoute Route)> Routes() =>
    [
        .. from endpoint in Endpoints()
           where IsApi(endpoint) && endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is null
           let route = endpoint.Metadata.GetMetadata<ApiRoute>()
           where !route.IsStream
           from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods
           select (method, "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => segment.Parts[0] is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal ? literal.Content : "0")), route),
    ];

    private IEnumerable<RouteEndpoint> Endpoints() => desk.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    private static bool IsApi(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText!.TrimStart('/').StartsWith("api/", StringComparison.Ordinal);
}
