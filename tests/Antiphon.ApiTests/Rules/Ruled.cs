using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Rules;

/// <summary>Rules and what they did, for tests.</summary>
internal static class Ruled
{
    public static async Task<long> RuleAsync(this Desk desk, string name, string eventTypes, string code, int? priority = null) => (long)(await desk.Admin.PostJsonAsync(
        "/api/rules", new JsonObject { ["name"] = name, ["code"] = code, ["event_types"] = eventTypes, ["priority"] = priority }.ToJsonString())).Is(HttpStatusCode.Created)["id"]!;

    /// <summary>Waits until no event waits any more, and no rule can follow.</summary>
    public static Task SettledAsync(this Desk desk) => Threads.UntilAsync(async () => await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
        $"select not exists (select from event_queue where account_id = {desk.Account.Id})", row => row.GetBoolean(0), CancellationToken.None)));

    /// <summary>The ticket when all rules are done.</summary>
    public static async Task<Answer> SettledTicketAsync(this Desk desk, JsonNode? id)
    {
        await desk.SettledAsync();
        return (await desk.Admin.GetJsonAsync($"/api/tickets/{id}")).Is(HttpStatusCode.OK);
    }

    public static string[] TagNames(this Answer ticket) => [.. ticket["tags"]!.AsArray().Select(tag => (string)tag!["name"]!)];

    /// <summary>The runs of a ticket, oldest first.</summary>
    public static async Task<JsonNode[]> RunsAsync(this Desk desk, JsonNode? ticket, string? outcome = null) =>
        [.. (await desk.Admin.GetJsonAsync($"/api/tickets/{ticket}/rule-runs?order_by=created_datetime:asc&limit=100{(outcome is null ? "" : $"&outcome={outcome}")}")).Is(HttpStatusCode.OK)["data"]!.AsArray().Select(run => run!)];

    /// <summary>The data of the last <c>rule-executed</c> about an object; ids of rules and tickets may be the same.</summary>
    public static async Task<JsonNode> ExecutedAsync(this Desk desk, string objectType, JsonNode? id) => (await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
        $"select data from events where account_id = {desk.Account.Id} and type = 'rule-executed' and object_type = {objectType} and object_id = {(long)id!} order by id desc limit 1",
        row => JsonNode.Parse(row.GetString(0)),
        CancellationToken.None)))!;

    public static string Told(this JsonNode run) => $"{run["rule"]!["name"]}: {run["outcome"]}";
}
