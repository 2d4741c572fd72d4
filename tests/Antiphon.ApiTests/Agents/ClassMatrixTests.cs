using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Antiphon.Agents.Guarding;
using Antiphon.Agents.Policies;
using Antiphon.ApiTests.Furniture;
using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using static Antiphon.ApiTests.Agents.AgentDesk;

namespace Antiphon.ApiTests.Agents;

/// <summary>Every route against every grant, compared with the table beside this file.</summary>
public sealed class ClassMatrixTests(Desk desk) : IClassFixture<Desk>
{
    private static readonly string[] EveryGrant = [.. AgentWords.Resources.SelectMany(resource => AgentWords.Classes.Select(one => $"{resource}:{one}"))];

    private readonly ClassMatrix matrix = ClassMatrix.Read();

    [Fact]
    [Trait("row", "H04")]
    public void Every_route_stands_in_the_table_and_nothing_else_does()
    {
        var there = AllRoutes().Select(ClassMatrix.NameOf).ToHashSet(StringComparer.Ordinal);
        Assert.True(there.IsSubsetOf(matrix.Routes), $"Add to Agents/classes.tsv, from what the route does: {string.Join(", ", there.Except(matrix.Routes))}");
        Assert.True(there.IsSupersetOf(matrix.Routes), $"These are gone, take them out of Agents/classes.tsv: {string.Join(", ", matrix.Routes.Except(there))}");
    }

    [Fact]
    [Trait("row", "H02")]
    [Trait("row", "H04")]
    public async Task One_grant_reaches_exactly_the_routes_that_the_table_says()
    {
        var judged = 0;
        await desk.InScopeAsync(async services =>
        {
            var judge = services.GetRequiredService<JudgeCall>();
            foreach (var grant in EveryGrant.Prepend(null))
            {
                var policy = AgentPolicy.Read(1, JsonSerializer.Serialize(grant is null ? Policy() : Policy(grant)));
                foreach (var call in AllRoutes())
                {
                    var demand = new CallDemand(ResourceOf(call), CallClasses.Of(call.Route, call.Method.Method));
                    var asked = new AskedCall(call.Method.Method, call.Pattern) { Route = call.Pattern, Demand = demand, StoreAsync = _ => Task.FromResult<StoredRequest?>(null) };
                    var verdict = await judge.RunAsync(
                        asked, new AgentState(false, policy, TimeZoneInfo.Utc), isApproved: false, Actor.Agent(desk.Account.Id, 0, 0), TestContext.Current.CancellationToken);
                    var expected = matrix.NeedsOf(call) is { } needs && needs.All(need => need == grant);
                    Assert.True(expected == !verdict.IsRefused, $"{call} with {grant ?? "no grant"} is {verdict.Decision}: {verdict.Reason}");
                    judged++;
                }
            }

            return true;
        });
        Assert.Equal((EveryGrant.Length + 1) * AllRoutes().Count, judged);
    }

    [Fact]
    [Trait("row", "H02")]
    public async Task By_http_an_agent_is_let_in_with_what_the_table_says_and_with_nothing_less()
    {
        var nothing = await desk.AgentAsync();
        var agents = new ConcurrentDictionary<string, Task<Acting>>(StringComparer.Ordinal);
        var wrong = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(RouteTable.Of(desk), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (call, _) =>
        {
            var needs = matrix.NeedsOf(call);
            var bare = await CallAsync(nothing.Caller, call);
            if (needs is not [] && (bare.Status is not HttpStatusCode.Forbidden || bare["error"]!["data"]?["reason"] is null))
            {
                wrong.Enqueue($"{call} without a grant answered {(int)bare.Status} {bare.Body}");
            }

            if (needs is null)
            {
                var all = await agents.GetOrAdd("all", _ => desk.AgentAsync(EveryGrant));
                var answer = await CallAsync(all.Caller, call);
                if (answer.Status is not HttpStatusCode.Forbidden || (string?)answer["error"]!["data"]!["reason"] is not "not-for-agents")
                {
                    wrong.Enqueue($"{call} with every grant answered {(int)answer.Status} {answer.Body}");
                }

                return;
            }

            var enough = await agents.GetOrAdd(string.Join(' ', needs), _ => desk.AgentAsync([.. needs]));
            var let = await CallAsync(enough.Caller, call);
            if (let.Status is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized or >= HttpStatusCode.InternalServerError)
            {
                wrong.Enqueue($"{call} with {string.Join(' ', needs)} answered {(int)let.Status} {let.Body}");
            }

            foreach (var need in needs)
            {
                var lacking = await agents.GetOrAdd("all but " + need, _ => desk.AgentAsync([.. EveryGrant.Where(grant => grant != need)]));
                var refused = await CallAsync(lacking.Caller, call);
                if (refused.Status is not HttpStatusCode.Forbidden || $"{refused["error"]!["data"]!["required_grant"]!["resource"]}:{refused["error"]!["data"]!["required_grant"]!["class"]}" != need)
                {
                    wrong.Enqueue($"{call} with everything but {need} answered {(int)refused.Status} {refused.Body}");
                }
            }
        });
        Assert.Empty(wrong);
    }

    [Fact]
    [Trait("row", "H05")]
    public async Task The_reference_says_of_every_call_which_grant_it_needs()
    {
        var paths = (await desk.Admin.GetJsonAsync("/api/openapi.json")).Is(HttpStatusCode.OK)["paths"]!;
        Assert.Equal(["tickets:outward"], Grants(paths["/api/tickets/{ticket_id}/messages"]!["post"]!));
        Assert.Equal(["rules:outward", "rules:destructive"], Grants(paths["/api/rules"]!["post"]!));
        Assert.Equal(["never"], Grants(paths["/api/keys"]!["post"]!));
        Assert.Equal(["own"], Grants(paths["/api/users/0"]!["get"]!));

        static IEnumerable<string?> Grants(System.Text.Json.Nodes.JsonNode operation) => operation["x-grant"]!.AsArray().Select(grant => (string?)grant);
    }

    [Fact]
    public void Every_resource_of_a_route_that_agents_may_call_can_be_granted() =>
        Assert.Empty(AllRoutes().SelectMany(call => matrix.NeedsOf(call) ?? []).Select(need => need.Split(':')[0]).Distinct().Except(AgentWords.Resources));

    // Streams are classed too, although the other matrices leave them out.
    private List<ApiCall> AllRoutes() =>
    [
        .. RouteTable.Of(desk),
        .. desk.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<ApiRoute>() is { IsStream: true }).Select(endpoint => new ApiCall(HttpMethod.Get, endpoint, endpoint.Metadata.GetMetadata<ApiRoute>()!)),
    ];

    private static string ResourceOf(ApiCall call) => CallClasses.ResourceOf(call.Route) ?? (call.Pattern is "/api/search" ? "customers" : "account");

    private static Task<Answer> CallAsync(HttpClient caller, ApiCall call)
    {
        var isRead = call.Method == HttpMethod.Get;
        return caller.CallAsync(call.Method, call.Path([.. call.Parameters.Select(_ => isRead ? $"{Stock.Missing}" : "0")]), isRead ? null : "{}");
    }
}
