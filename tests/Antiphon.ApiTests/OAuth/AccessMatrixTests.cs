using System.Collections.Concurrent;
using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.Contract;
using Antiphon.Identity;

namespace Antiphon.ApiTests.OAuth;

/// <summary>Calls every route that exists with a token of every single scope, and as every role, and compares with the table beside this file.</summary>
[Trait("row", "A08")]
public sealed class AccessMatrixTests(Desk desk) : IClassFixture<Desk>
{
    private readonly AccessMatrix matrix = AccessMatrix.Read();

    [Fact]
    public void Every_route_stands_in_the_table_and_nothing_else_does()
    {
        var there = RouteTable.Of(desk).Select(AccessMatrix.NameOf).ToHashSet(StringComparer.Ordinal);
        Assert.True(there.IsSubsetOf(matrix.Routes), $"Add to OAuth/access.tsv, from the contract: {string.Join(", ", there.Except(matrix.Routes))}");
        Assert.True(there.IsSupersetOf(matrix.Routes), $"These are gone, take them out of OAuth/access.tsv: {string.Join(", ", matrix.Routes.Except(there))}");
    }

    [Fact]
    public void Every_role_stands_in_the_table() => Assert.Equal(Roles.Names.Order(StringComparer.Ordinal), matrix.Roles.Order(StringComparer.Ordinal));

    [Fact]
    public async Task A_token_reaches_a_route_exactly_when_its_scope_does()
    {
        var app = await desk.RegisterAsync("write:all");
        var wrong = new ConcurrentQueue<string>();
        var calls = 0;
        await Parallel.ForEachAsync(Scope.All, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (scope, _) =>
        {
            using var caller = await desk.AsAppAsync(app, Desk.AdminEmail, scope);
            foreach (var call in RouteTable.Of(desk))
            {
                var answer = await CallAsync(caller, call);
                Interlocked.Increment(ref calls);
                if (answer.Status is HttpStatusCode.Forbidden == matrix.ScopeReaches(call, scope) || answer.Status is HttpStatusCode.Unauthorized or >= HttpStatusCode.InternalServerError)
                {
                    wrong.Enqueue($"{AccessMatrix.NameOf(call)} with {scope} answered {(int)answer.Status} {answer.Body}");
                }
                else if (answer.Status is HttpStatusCode.Forbidden && (string?)answer["error"]!["data"]!["required_scope"] != matrix.ScopeOf(call))
                {
                    wrong.Enqueue($"{AccessMatrix.NameOf(call)} with {scope} names {answer.Body}");
                }
            }
        });
        Assert.Empty(wrong);
        Assert.Equal(Scope.All.Count * RouteTable.Of(desk).Count, calls);
    }

    [Fact]
    public async Task A_token_without_any_scope_reaches_nothing_but_its_person()
    {
        var app = await desk.RegisterAsync("write:all");
        using var caller = await desk.AsAppAsync(app, Desk.AdminEmail);
        foreach (var call in RouteTable.Of(desk).Where(call => matrix.ScopeOf(call) is not ("none" or "by-type")))
        {
            (await CallAsync(caller, call)).Is(HttpStatusCode.Forbidden);
        }

        (await caller.GetJsonAsync("/api/users/0")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_stream_needs_its_scope_before_it_begins()
    {
        var app = await desk.RegisterAsync("write:all");
        using var caller = await desk.AsAppAsync(app, Desk.AdminEmail, Scope.TicketsRead);
        Assert.Equal(Scope.EventsRead, (string?)(await caller.GetJsonAsync("/api/live")).Is(HttpStatusCode.Forbidden)["error"]!["data"]!["required_scope"]);
    }

    [Fact]
    [Trait("row", "A17")]
    public async Task A_role_reaches_a_route_exactly_when_the_table_says_so_by_key_and_by_token()
    {
        var app = await desk.RegisterAsync("write:all");
        var wrong = new List<string>();
        foreach (var role in matrix.Roles)
        {
            using var byKey = await desk.AsRoleAsync(role);
            using var byToken = await desk.AsAppAsync(app, $"{role}@acme.example", Scope.WriteAll);
            foreach (var call in RouteTable.Of(desk))
            {
                var answers = (ByKey: await CallAsync(byKey, call), ByToken: await CallAsync(byToken, call));
                if (answers.ByKey.Status is HttpStatusCode.Forbidden == matrix.RoleReaches(call, role) || answers.ByToken.Status is HttpStatusCode.Forbidden == matrix.RoleReaches(call, role))
                {
                    wrong.Add($"{AccessMatrix.NameOf(call)} as {role} answered {(int)answers.ByKey.Status} and {(int)answers.ByToken.Status}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData(SearchType.Agent, "users:read")]
    [InlineData(SearchType.Team, "users:read")]
    [InlineData(SearchType.Customer, "customers:read")]
    [InlineData(SearchType.CustomerProfile, "customers:read")]
    [InlineData(SearchType.CustomerChannel, "customers:read")]
    [InlineData(SearchType.CustomerChannelEmail, "customers:read")]
    [InlineData(SearchType.CustomerChannelPhone, "customers:read")]
    [InlineData(SearchType.CustomersByPhone, "customers:read")]
    [InlineData(SearchType.Integration, "integrations:read")]
    [InlineData(SearchType.Tag, "tags:read")]
    public async Task A_search_needs_the_scope_of_what_it_searches(string type, string scope)
    {
        var app = await desk.RegisterAsync("write:all");
        using var allowed = await desk.AsAppAsync(app, Desk.AdminEmail, scope);
        (await allowed.PostJsonAsync("/api/search", new { type, query = "ada" })).Is(HttpStatusCode.OK);
        using var refused = await desk.AsAppAsync(app, Desk.AdminEmail, [.. Scope.All.Where(other => other != scope && other != Scope.WriteAll)]);
        var answer = (await refused.PostJsonAsync("/api/search", new { type, query = "ada" })).Is(HttpStatusCode.Forbidden);
        Assert.Equal(scope, (string?)answer["error"]!["data"]!["required_scope"]);
    }

    // An id of 0 is the caller for users and nothing elsewhere, so no call of the matrix changes anything that another one needs. Reading the caller is a
    // route of its own, so reading a user takes an id that nobody has.
    private static Task<Answer> CallAsync(HttpClient caller, ApiCall call)
    {
        var isRead = call.Method == HttpMethod.Get;
        return caller.CallAsync(call.Method, call.Path([.. call.Parameters.Select(_ => isRead ? $"{Stock.Missing}" : "0")]), isRead ? null : "{}");
    }
}
