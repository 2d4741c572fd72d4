using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.Contract;

namespace Antiphon.ApiTests.Rules;

/// <summary>A rule that an update starts does not know what messages say: its author is warned, and its conditions are unknown and not false.</summary>
[Trait("row", "I10")]
public sealed class UpdatedRuleTests(Desk desk) : IClassFixture<Desk>
{
    private const string Warning = "A rule that ticket-updated starts cannot read message.text, message.intents: such a condition is unknown, and neither its branch nor its else runs. Use ticket-message-created.";
    private const string Code =
        "if (contains(message.text, 'parcel') || containsAny(message.intents.name, ['other/question'])) { Action('addTags', { tags: 'read' }) } else { Action('addTags', { tags: 'not-read' }) }";

    [Fact]
    public async Task A_condition_on_a_text_is_unknown_and_neither_branch_runs()
    {
        await using var own = await Desk.StartAsync();
        await own.RuleAsync("Reads", "ticket-updated", Code);
        await own.RuleAsync("Denies", "ticket-updated", "if (notContains(message.body_text, 'parcel')) { Action('addTags', { tags: 'denied' }) }");
        await own.RuleAsync("Knows the rest", "ticket-updated", "if (eq(message.from_agent, false) && eq(ticket.channel, 'email')) { Action('addTags', { tags: 'known' }) }");
        await own.RuleAsync("Is told", "ticket-message-created", "if (contains(message.text, 'parcel')) { Action('addTags', { tags: 'told' }) }");
        var ticket = await own.Admin.OpenTicketAsync();
        Assert.Equal(["known", "told"], (await own.SettledTicketAsync(ticket["id"])).TagNames().Order());
        var reads = (await own.RunsAsync(ticket["id"])).First(run => (string?)run["rule"]!["name"] is "Reads");
        Assert.Equal(RuleOutcome.NotMatched, (string?)reads["outcome"]);
        Assert.All(reads["trace"]!["conditions"]!.AsArray(), condition => Assert.Equal("unknown", (string?)condition!["verdict"]));
        // The trial tells the same.
        var tried = (await own.Admin.PostJsonAsync("/api/rules/simulate", new JsonObject { ["rule"] = new JsonObject { ["code"] = Code, ["event_types"] = "ticket-updated" } })).Is(HttpStatusCode.OK);
        Assert.Equal((0, Warning), ((int)tried["tickets_matched"]!, (string)tried["warnings"]![0]!));
        var other = (await own.Admin.PostJsonAsync("/api/rules/simulate", new JsonObject { ["rule"] = new JsonObject { ["code"] = Code, ["event_types"] = "ticket-message-created" } })).Is(HttpStatusCode.OK);
        Assert.Equal((1, 0), ((int)other["tickets_matched"]!, other["warnings"]!.AsArray().Count));
    }

    [Fact]
    public async Task Whoever_saves_such_a_rule_is_warned()
    {
        var made = (await desk.Admin.PostJsonAsync("/api/rules", new { name = "Reads", code = Code, event_types = "ticket-created,ticket-updated" })).Is(HttpStatusCode.Created);
        Assert.Equal(Warning, made.Header("Antiphon-Warning"));
        var cured = (await desk.Admin.PutJsonAsync($"/api/rules/{made["id"]}", new { event_types = "ticket-message-created" })).Is(HttpStatusCode.Accepted);
        Assert.Null(cured.Header("Antiphon-Warning"));
        Assert.Equal(Warning, (await desk.Admin.PutJsonAsync($"/api/rules/{made["id"]}", new { event_types = "ticket-updated" })).Is(HttpStatusCode.Accepted).Header("Antiphon-Warning"));
        var plain = (await desk.Admin.PostJsonAsync("/api/rules", new { name = "Plain", code = "if (eq(message.from_agent, true)) { Action('addTags', { tags: 'x' }) }", event_types = "ticket-updated" })).Is(HttpStatusCode.Created);
        Assert.Null(plain.Header("Antiphon-Warning"));
    }
}
