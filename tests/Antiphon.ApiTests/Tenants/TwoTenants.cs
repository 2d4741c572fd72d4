using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Tenants;

/// <summary>Accounts acme, who asks, and beta, whose objects are asked for, on one server.</summary>
public sealed partial class TwoTenants : IAsyncLifetime
{
    private readonly Desk desk = new();

    internal Stock Acme { get; private set; } = null!;

    internal Stock Beta { get; private set; } = null!;

    internal IReadOnlyList<ApiCall> Calls => RouteTable.Of(desk);

    public async ValueTask InitializeAsync()
    {
        await desk.InitializeAsync();
        await Stock.SpreadIdsAsync(desk);
        var beta = await desk.OpenAccountAsync("beta", "ada@beta.example");
        Acme = await Stock.FillAsync(desk, desk.Account.Id, desk.Caller(Desk.AdminEmail, desk.AdminKey, "acme.localhost"), "acmeware");
        Beta = await Stock.FillAsync(desk, beta.Account.Id, desk.Caller("ada@beta.example", beta.ApiKey, "beta.localhost"), "betasecret");
    }

    public async ValueTask DisposeAsync()
    {
        Acme.Caller.Dispose();
        Beta.Caller.Dispose();
        await desk.DisposeAsync();
    }

    /// <summary>The ids of a kind of path parameter.</summary>
    internal static long IdOf(Stock stock, ApiCall call, PathParameter parameter)
    {
        if (!stock.Ids.TryGetValue(parameter.Kind, out var ids))
        {
            Assert.Fail($"{call} has the parameter {parameter.Name} behind \"{parameter.Kind}\", which the tests do not know: add two objects of that kind to {nameof(Stock)}.");
        }

        return ids[0];
    }

    /// <summary>The path with acme's own objects.</summary>
    internal string OwnPath(ApiCall call) => call.Path([.. call.Parameters.Select(parameter => IdOf(Acme, call, parameter).ToString())]);

    /// <summary>
    /// Calls as acme with something of beta's and with something that does not exist, and answers what differs. Numbers are left out of the comparison:
    /// they are the ids that were asked for, and ids and times of what was made.
    /// </summary>
    internal async Task<string?> DifferenceAsync(ApiCall call, (string Path, JsonNode? Body) foreign, (string Path, JsonNode? Body) missing)
    {
        var none = await CallAsync(call, missing);
        var other = await CallAsync(call, foreign);
        if (other.Body.Contains(Beta.Marker, StringComparison.Ordinal))
        {
            return $"{call.Method} {foreign.Path} {foreign.Body?.ToJsonString()} shows {other.Body}";
        }

        return none.Status == other.Status && none.Header("Content-Type") == other.Header("Content-Type") && Number().Replace(none.Body, "#") == Number().Replace(other.Body, "#")
            ? null
            : $"{call.Method} {foreign.Path} {foreign.Body?.ToJsonString()} answers {(int)other.Status} {other.Body} instead of {(int)none.Status} {none.Body}";
    }

    internal Task<Answer> CallAsync(ApiCall call, (string Path, JsonNode? Body) request) => Acme.Caller.CallAsync(call.Method, request.Path, request.Body?.ToJsonString());

    /// <summary>All that beta can read of itself, without the time at which it reads: its key was used for that.</summary>
    internal async Task<IReadOnlyList<string>> BetaReadsAsync()
    {
        var reads = new List<string>();
        foreach (var call in Calls.Where(call => call.Method == HttpMethod.Get))
        {
            var path = call.Path([.. call.Parameters.Select(parameter => IdOf(Beta, call, parameter).ToString())]);
            var limit = call.Route.Query.Parameters.Any(parameter => parameter.Name == "limit") ? "?limit=100&" : "?";
            reads.Add($"{path}: {LastUsed().Replace((await Beta.Caller.GetJsonAsync(path + limit + call.RequiredQuery)).Body, "")}");
        }

        return reads;
    }

    [GeneratedRegex("\"last_used_datetime\":[^,]*,", RegexOptions.None, 1000)]
    private static partial Regex LastUsed();

    [GeneratedRegex("[0-9]+", RegexOptions.None, 1000)]
    private static partial Regex Number();
}
