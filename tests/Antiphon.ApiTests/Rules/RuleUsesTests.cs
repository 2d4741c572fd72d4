using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Macros;

namespace Antiphon.ApiTests.Rules;

/// <summary>What a rule names stays.</summary>
[Trait("row", "B28")]
[Trait("row", "B26")]
public sealed class RuleUsesTests(Desk desk) : IClassFixture<Desk>
{
    [Theory]
    [InlineData("Action('applyMacro', { macro: ID })")]
    [InlineData("if (eq(ticket.status, 'open')) { Action('addTags', { tags: 'x' }) } else if (eq(ticket.channel, 'email')) { Action('applyMacro', { macro_id: 'ID' }) }")]
    public async Task A_macro_that_a_rule_applies_is_neither_deleted_nor_archived(string code)
    {
        var macro = await desk.MacroAsync(Samples.AddTags("y"));
        var rule = (await desk.Admin.PostJsonAsync("/api/rules", new { name = "Auto reply WISMO", code = code.Replace("ID", $"{macro}", StringComparison.Ordinal) })).Is(HttpStatusCode.Created);
        var refused = (await desk.Admin.DeleteJsonAsync($"/api/macros/{macro}")).Is(HttpStatusCode.Conflict);
        Assert.Equal("""{"error":{"msg":"Macro is used in rules","data":{"rules":["Auto reply WISMO"]}}}""", refused.Body);
        var states = (await desk.Admin.PutJsonAsync("/api/macros/archive", new { ids = new[] { macro } })).Is(HttpStatusCode.OK);
        Assert.Equal("macro_used", (string?)states["data"]![0]!["status"]);
        (await desk.Admin.DeleteJsonAsync($"/api/rules/{rule["id"]}")).Is(HttpStatusCode.NoContent);
        (await desk.Admin.DeleteJsonAsync($"/api/macros/{macro}")).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_tag_that_a_rule_adds_is_not_deleted()
    {
        var tag = (await desk.Admin.PostJsonAsync("/api/tags", new { name = "by rule" })).Is(HttpStatusCode.Created)["id"];
        var rule = (await desk.Admin.PostJsonAsync("/api/rules", new { name = "Tags", code = "Action('addTags', { tags: 'other, by rule' })" })).Is(HttpStatusCode.Created)["id"]!;
        var refused = (await desk.Admin.DeleteJsonAsync($"/api/tags/{tag}")).Is(HttpStatusCode.Conflict);
        Assert.Equal((long)rule, (long)Assert.Single(refused["error"]!["data"]!["rules"]!.AsArray())!);
        (await desk.Admin.DeleteJsonAsync($"/api/rules/{rule}")).Is(HttpStatusCode.NoContent);
        (await desk.Admin.DeleteJsonAsync($"/api/tags/{tag}")).Is(HttpStatusCode.NoContent);
    }
}
