using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.ContractTests.Furniture;

namespace Antiphon.ContractTests.Rules;

[Trait("row", "B34")]
public sealed class RuleShapeTests(Desk desk) : IClassFixture<Desk>
{
    private static readonly Shape Rule = Shape.Read("rules/rule");

    [Fact]
    public async Task A_rule_has_the_documented_shape_on_create_read_and_update()
    {
        var created = (await desk.Admin.PostJsonAsync("/api/rules", Rule.Request!.ToJsonString())).Is(HttpStatusCode.Created);
        Rule.Matches(created.Json);
        var path = $"/api/rules/{created["id"]}";
        Rule.Matches((await desk.Admin.GetJsonAsync(path)).Is(HttpStatusCode.OK).Json);
        Rule.Matches((await desk.Admin.PutJsonAsync(path, """{"description": "Off for now", "deactivated_datetime": "2026-03-02T12:46:06"}""")).Is(HttpStatusCode.Accepted).Json);
    }

    [Fact]
    public async Task A_list_is_the_envelope_and_the_priorities_are_a_bare_array()
    {
        var one = (await desk.Admin.PostJsonAsync("/api/rules", Rule.Request!.ToJsonString())).Is(HttpStatusCode.Created);
        (await desk.Admin.PostJsonAsync("/api/rules", Rule.Request!.ToJsonString())).Is(HttpStatusCode.Created);
        Shape.Read("rules/list").Matches((await desk.Admin.GetJsonAsync("/api/rules?limit=1")).Is(HttpStatusCode.OK).Json);
        var all = (await desk.Admin.PostJsonAsync("/api/rules/priorities", new { priorities = new[] { new { id = one["id"], priority = 900 } } })).Is(HttpStatusCode.Accepted);
        Assert.Equal((long)one["id"]!, (long)all.Json.AsArray()[0]!["id"]!);
        foreach (var rule in all.Json.AsArray())
        {
            Rule.Matches(rule);
        }
    }

    [Fact]
    public async Task A_run_of_a_rule_shows_its_trace()
    {
        var rule = (await desk.Admin.PostJsonAsync(
            "/api/rules", new { name = "Close", code = "if (eq(ticket.status, 'open')) { Action('setStatus', { status: 'closed' }) }", event_types = "ticket-created" })).Is(HttpStatusCode.Created);
        await desk.Admin.OpenTicketAsync();
        Answer runs;
        do
        {
            runs = (await desk.Admin.GetJsonAsync($"/api/rules/{rule["id"]}/runs")).Is(HttpStatusCode.OK);
        }
        while (runs["data"]!.AsArray().Count == 0);
        Shape.Read("rules/run").Matches(runs["data"]![0]);
        (await desk.Admin.DeleteJsonAsync($"/api/rules/{rule["id"]}")).Is(HttpStatusCode.NoContent);
    }
}
