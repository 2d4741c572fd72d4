using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Client;
using Antiphon.ApiTests.Furniture;
using Antiphon.Client;
using Antiphon.Contract;

namespace Antiphon.ApiTests.Rules;

[Trait("row", "B34")]
public sealed class RuleTests(Desk desk) : IClassFixture<Desk>
{
    private const string Code = "if (eq(ticket.status, 'open')) {\n    Action('addTags', { tags: 'seen' })\n}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rule_is_made_read_changed_and_deleted()
    {
        using var client = desk.Client();
        var made = await client.Rules.CreateAsync(new() { Name = " Greet ", Code = Code, Description = "First", EventTypes = Json("\"ticket-created, ticket-updated\"") }, cancellationToken: Token);
        Assert.Equal(("Greet", "ticket-created,ticket-updated", "user", $"/api/rules/{made.Id}/"), (made.Name, made.EventTypes, made.Type, made.Uri));
        Assert.Equal("IfStatement", made.CodeAst.GetProperty("body")[0].GetProperty("type").GetString());
        var read = await client.Rules.GetAsync(made.Id, cancellationToken: Token);
        Assert.Equal((made.Code, made.Priority, made.CreatedDatetime), (read.Code, read.Priority, read.CreatedDatetime));

        var off = await client.Rules.UpdateAsync(made.Id, new() { DeactivatedDatetime = DateTimeOffset.UnixEpoch, Description = (string?)null }, cancellationToken: Token);
        Assert.Equal((DateTimeOffset.UnixEpoch, (string?)null, "Greet"), (off.DeactivatedDatetime, off.Description, off.Name));
        var on = await client.Rules.UpdateAsync(made.Id, new() { DeactivatedDatetime = (DateTimeOffset?)null, Code = "Action('trashTicket', {})" }, cancellationToken: Token);
        Assert.Null(on.DeactivatedDatetime);
        Assert.Equal("ExpressionStatement", on.CodeAst.GetProperty("body")[0].GetProperty("type").GetString());

        await client.Rules.DeleteAsync(made.Id, cancellationToken: Token);
        Assert.True((await Assert.ThrowsAsync<AntiphonException>(() => client.Rules.GetAsync(made.Id, cancellationToken: Token))).IsNotFound);
        Assert.Equal(["rule-created", "rule-updated", "rule-updated", "rule-deleted"], await desk.EventsOfAsync("Rule", made.Id));
    }

    [Fact]
    public async Task What_is_wrong_in_the_code_is_told_with_line_and_column()
    {
        var syntax = await RefusedAsync("if (eq(ticket.status, 'open')) {\n    Action('addTags', { tags: }\n}");
        Assert.StartsWith("Line 2, column 31: expected", syntax[0], StringComparison.Ordinal);
        Assert.Contains("'explode'", (await RefusedAsync("Action('explode', {})"))[0], StringComparison.Ordinal);
        Assert.StartsWith("Line 1, column 5: expected", (await RefusedAsync("if (nearly(ticket.status, 'open')) { Action('trashTicket') }"))[0], StringComparison.Ordinal);
        Assert.NotEmpty(await RefusedAsync("while (true) { Action('trashTicket') }"));
        Assert.NotEmpty(await RefusedAsync("fetch('https://elsewhere.example')"));
    }

    [Fact]
    public async Task Every_field_error_comes_at_once()
    {
        var refused = (await desk.Admin.PostJsonAsync("/api/rules", new { name = " ", code = "nonsense(", event_types = "ticket-created,moon-rise", priority = "high", foo = 1 })).Is(HttpStatusCode.BadRequest);
        Assert.Equal("Failed to create rule", (string?)refused["error"]!["msg"]);
        Assert.NotEmpty(refused.ErrorsAt("name"));
        Assert.NotEmpty(refused.ErrorsAt("code"));
        Assert.Contains("moon-rise", Assert.Single(refused.ErrorsAt("event_types")), StringComparison.Ordinal);
        Assert.Equal(["Not a valid integer."], refused.ErrorsAt("priority"));
        Assert.Equal(["Unknown field."], refused.ErrorsAt("foo"));
        var empty = (await desk.Admin.PostJsonAsync("/api/rules", new { })).Is(HttpStatusCode.BadRequest);
        Assert.Equal(["Missing data for required field."], empty.ErrorsAt("code"));
        Assert.Equal(["Missing data for required field."], empty.ErrorsAt("name"));
    }

    [Fact]
    public async Task Event_types_may_be_a_list_and_are_answered_as_a_text()
    {
        var listed = (await desk.Admin.PostJsonAsync("/api/rules", new { name = "listed", code = Code, event_types = new[] { "ticket-assigned", "ticket-self-unsnoozed", "ticket-assigned" } })).Is(HttpStatusCode.Created);
        Assert.Equal("ticket-assigned,ticket-self-unsnoozed", (string?)listed["event_types"]);
        var none = (await desk.Admin.PostJsonAsync("/api/rules", new { name = "none", code = Code })).Is(HttpStatusCode.Created);
        Assert.Null(none["event_types"]);
        Assert.Equal(["Not a valid string."], (await desk.Admin.PostJsonAsync("/api/rules", new { name = "number", code = Code, event_types = 7 })).Is(HttpStatusCode.BadRequest).ErrorsAt("event_types"));
    }

    [Fact]
    public async Task A_sent_tree_is_not_believed()
    {
        var rule = (await desk.Admin.PostJsonAsync("/api/rules", new { name = "tree", code = Code, code_ast = new { type = "Program", body = Array.Empty<int>() } })).Is(HttpStatusCode.Created);
        Assert.Single(rule["code_ast"]!["body"]!.AsArray());
        // What was read can be sent back, however deep its tree is.
        var chain = string.Join(" && ", Enumerable.Repeat("eq(ticket.status, 'open')", 150));
        var deep = (await desk.Admin.PutJsonAsync($"/api/rules/{rule["id"]}", new { code = $"if ({chain}) {{ Action('trashTicket') }}" })).Is(HttpStatusCode.Accepted);
        using var document = System.Text.Json.JsonDocument.Parse(deep.Body, new() { MaxDepth = 512 });
        var again = (await desk.Admin.PutJsonAsync($"/api/rules/{rule["id"]}", $$"""{"name": "deep", "code_ast": {{document.RootElement.GetProperty("code_ast").GetRawText()}}}""")).Is(HttpStatusCode.Accepted);
        using var client = desk.Client();
        var read = await client.Rules.GetAsync((long)rule["id"]!, cancellationToken: Token);
        Assert.Contains(chain, read.Code, StringComparison.Ordinal);
        Assert.NotEmpty(again.Body);
    }

    [Fact]
    public async Task A_new_rule_runs_last_unless_it_says_otherwise()
    {
        await using var own = await Desk.StartAsync();
        var priorities = new List<int>();
        foreach (var priority in new int?[] { null, null, 2, null, null, null, 50, null })
        {
            priorities.Add((int)(await own.Admin.PostJsonAsync("/api/rules", new { name = "rule", code = Code, priority })).Is(HttpStatusCode.Created)["priority"]!);
        }

        Assert.Equal([100, 99, 2, 1, 0, 0, 50, 0], priorities);
    }

    [Fact]
    public async Task Priorities_reorder_and_answer_all_rules_in_running_order()
    {
        await using var own = await Desk.StartAsync();
        using var client = own.Client();
        var rules = new List<RuleResource>();
        for (var i = 0; i < 4; i++)
        {
            rules.Add(await client.Rules.CreateAsync(new() { Name = $"{i}", Code = Code }, cancellationToken: Token));
        }

        var answer = await client.Rules.SetPrioritiesAsync([new(rules[3].Id, 500), new(rules[0].Id, 7), new(rules[1].Id, 7)], cancellationToken: Token);
        Assert.Equal(["3", "2", "0", "1"], answer.Select(rule => rule.Name));
        Assert.Equal(["rule-created", "rule-priority-updated"], await own.EventsOfAsync("Rule", rules[0].Id));
        Assert.Equal(["rule-created"], await own.EventsOfAsync("Rule", rules[2].Id));
        var put = (await own.Admin.PutJsonAsync("/api/rules/priorities", new { priorities = new[] { new { id = rules[1].Id.ToString(), priority = 8 } } })).Is(HttpStatusCode.Accepted);
        Assert.Equal(["3", "2", "1", "0"], put.Json.AsArray().Select(rule => (string)rule!["name"]!));
    }

    [Fact]
    public async Task Priorities_need_an_object_with_known_rules_and_numbers()
    {
        (await desk.Admin.PostJsonAsync("/api/rules/priorities", """[{"id": 1, "priority": 2}]""")).Is(HttpStatusCode.BadRequest);
        Assert.NotEmpty((await desk.Admin.PostJsonAsync("/api/rules/priorities", new { })).Is(HttpStatusCode.BadRequest).ErrorsAt("priorities"));
        var refused = (await desk.Admin.PostJsonAsync("/api/rules/priorities", """{"priorities": [{"id": 999999999, "priority": 1}, {"priority": 1}, {"id": 1}]}""")).Is(HttpStatusCode.BadRequest);
        Assert.Equal(["Rule 999999999 does not exist."], refused.ErrorsAt("priorities.0.id"));
        Assert.Equal(["Missing data for required field."], refused.ErrorsAt("priorities.1.id"));
        Assert.Equal(["Missing data for required field."], refused.ErrorsAt("priorities.2.priority"));
    }

    [Fact]
    public async Task A_list_holds_a_hundred_newest_first()
    {
        await using var own = await Desk.StartAsync();
        for (var i = 0; i < 35; i++)
        {
            (await own.Admin.PostJsonAsync("/api/rules", new { name = $"{i:00}", code = Code })).Is(HttpStatusCode.Created);
        }

        var page = (await own.Admin.GetJsonAsync("/api/rules/")).Is(HttpStatusCode.OK);
        Assert.Equal(35, page["data"]!.AsArray().Count);
        Assert.Equal("34", (string?)page["data"]![0]!["name"]);
        using var client = own.Client();
        var names = new List<string>();
        await foreach (var rule in client.Rules.ListAsync(new() { OrderBy = "created_datetime:asc", Limit = 10 }, cancellationToken: Token))
        {
            names.Add(rule.Name);
        }

        Assert.Equal(Enumerable.Range(0, 35).Select(i => $"{i:00}"), names);
    }

    [Fact]
    public async Task Agents_read_rules_and_leads_change_them()
    {
        using var basic = await desk.AsRoleAsync("basic-agent");
        using var lead = await desk.AsRoleAsync("agent");
        (await basic.GetJsonAsync("/api/rules")).Is(HttpStatusCode.OK);
        (await basic.PostJsonAsync("/api/rules", new { name = "no", code = Code })).Is(HttpStatusCode.Forbidden);
        (await lead.PostJsonAsync("/api/rules", new { name = "yes", code = Code })).Is(HttpStatusCode.Created);
    }

    private static System.Text.Json.JsonElement Json(string json) => System.Text.Json.JsonDocument.Parse(json).RootElement;

    private async Task<string[]> RefusedAsync(string code) =>
        (await desk.Admin.PostJsonAsync("/api/rules", new JsonObject { ["name"] = "wrong", ["code"] = code }.ToJsonString())).Is(HttpStatusCode.BadRequest).ErrorsAt("code");
}
