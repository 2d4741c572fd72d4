using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.Data;
using Antiphon.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Agents;

/// <summary>An agent and a caller with its key.</summary>
internal sealed record Acting(long Id, long UserId, string Email, string Key, HttpClient Caller);

/// <summary>Agents and their policies as tests need them.</summary>
internal static class AgentDesk
{
    /// <summary>Makes an agent; a grant is written as <c>tickets:read</c>, <c>tickets:read+write</c> or <c>tickets:outward hold</c>.</summary>
    public static Task<Acting> AgentAsync(this Desk desk, params string[] grants) => desk.AgentAsync(Policy(grants));

    public static async Task<Acting> AgentAsync(this Desk desk, JsonObject policy)
    {
        var made = (await desk.Admin.PostJsonAsync("/api/agents", new JsonObject { ["name"] = "Test agent", ["policy"] = policy })).Is(HttpStatusCode.Created);
        var (email, key) = ((string)made["user"]!["email"]!, (string)made["key"]!);
        return new Acting((long)made["id"]!, (long)made["user"]!["id"]!, email, key, desk.Caller(email, key));
    }

    public static JsonObject Policy(params string[] grants) => new() { ["grants"] = new JsonArray([.. grants.Select(Grant)]) };

    public static JsonObject Grant(string text)
    {
        var words = text.Split(' ');
        var (resource, classes) = (words[0].Split(':')[0], words[0].Split(':')[1].Split('+'));
        var grant = new JsonObject { ["resource"] = resource, ["classes"] = new JsonArray([.. classes.Select(one => (JsonNode)one)]) };
        if (words is [_, var mode])
        {
            grant["mode"] = mode;
        }

        return grant;
    }

    /// <summary>The same grant for some tickets.</summary>
    public static JsonObject Within(this JsonObject grant, long[]? tags = null, long[]? teams = null, long[]? views = null)
    {
        grant["limits"] = new JsonObject { ["tags"] = Ids(tags), ["teams"] = Ids(teams), ["views"] = Ids(views) };
        return grant;
    }

    public static JsonObject PolicyOf(params JsonObject[] grants) => new() { ["grants"] = new JsonArray(grants) };

    public static JsonObject And(this JsonObject policy, string member, JsonNode value)
    {
        policy[member] = value;
        return policy;
    }

    public static JsonObject Budget(string kind, int most, string per = "hour", string? then = null) => new() { ["kind"] = kind, ["most"] = most, ["per"] = per, ["then"] = then };

    public static async Task SetPolicyAsync(this Desk desk, Acting agent, JsonObject policy) =>
        (await desk.Admin.PutJsonAsync($"/api/agents/{agent.Id}/policy", policy)).Is(HttpStatusCode.Accepted);

    /// <summary>Fails unless the guard refused for that reason.</summary>
    public static Answer IsRefused(this Answer answer, string reason)
    {
        answer.Is(HttpStatusCode.Forbidden);
        Assert.Equal(reason, (string?)answer["error"]!["data"]!["reason"]);
        return answer;
    }

    /// <summary>The agent's calls, the latest first.</summary>
    public static async Task<IReadOnlyList<JsonNode>> CallsAsync(this Desk desk, Acting agent, string query = "limit=100") =>
        [.. (await desk.Admin.GetJsonAsync($"/api/agents/{agent.Id}/calls?{query}")).Is(HttpStatusCode.OK)["data"]!.AsArray().Select(call => call!)];

    public static Task<long> CountAsync(this Desk desk, FormattableCount count) => desk.InScopeAsync(services =>
        services.GetRequiredService<DeskDb>().SingleAsync(count(desk.Account.Id), row => row.GetInt64(0), CancellationToken.None));

    public static Task<long> MessagesOfAsync(this Desk desk, long ticket) => desk.CountAsync(account => Sql.Of($"select count(*) from messages where account_id = {account} and ticket_id = {ticket}"));

    /// <summary>A caller with a lead's key.</summary>
    public static Task<HttpClient> LeadAsync(this Desk desk) => desk.AsRoleAsync(Roles.Lead);

    private static JsonArray? Ids(long[]? ids) => ids is null ? null : new JsonArray([.. ids.Select(id => (JsonNode)id)]);
}

internal delegate Sql FormattableCount(long accountId);
