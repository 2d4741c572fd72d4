using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Macros;

[Trait("row", "B28")]
public sealed class MacroTests(Desk desk) : IClassFixture<Desk>
{
    private const string Everything =
        """
        {"name": " Everything ", "language": "en", "intent": "shipping/status", "external_id": "M-1", "actions": [
          {"name": "setResponseText", "title": "Text", "type": "user", "arguments": {"body_text": "Hi {{ticket.customer.name}}", "body_html": "<p>Hi</p>", "future": {"kept": [1, null]}}},
          {"name": "setSubject", "title": "Subject", "arguments": {"subject": "Re: {{ticket.subject}}"}},
          {"name": "addTags", "title": "Tags", "arguments": {"tags": "a, b"}, "description": null},
          {"name": "addAttachments", "title": "Files", "arguments": {"attachments": [{"url": "https://files.example/a.pdf", "name": "a.pdf", "content_type": "application/pdf", "size": 7}]}},
          {"name": "setStatus", "title": "Status", "type": "system", "arguments": {"status": "closed"}, "description": "Close"},
          {"name": "snoozeTicket", "title": "Snooze", "arguments": {"snooze_timedelta": "1d"}},
          {"name": "setAssignee", "title": "Agent", "arguments": {"assignee_user": {"id": 1, "name": "Sam"}}},
          {"name": "http", "title": "Call", "arguments": {"method": "POST", "url": "https://desk.example/h", "headers": {"x": "1"}, "json": {"id": "{{ticket.id}}"}}},
          {"name": "someFutureAction", "title": "?", "arguments": {}, "execution": "front"}
        ]}
        """;

    [Fact]
    public async Task Actions_come_back_as_they_were_sent()
    {
        var sent = JsonNode.Parse(Everything)!;
        var created = (await desk.Admin.PostJsonAsync("/api/macros", Everything)).Is(HttpStatusCode.Created);
        var read = (await desk.Admin.GetJsonAsync($"/api/macros/{created["id"]}/")).Is(HttpStatusCode.OK);
        Assert.Equal(created.Body, read.Body);
        Assert.True(JsonNode.DeepEquals(sent["actions"], read["actions"]));
        Assert.Equal(("Everything", 0L, "M-1", "shipping/status", "en"), ((string)read["name"]!, (long)read["usage"]!, (string)read["external_id"]!, (string)read["intent"]!, (string)read["language"]!));
        Assert.Null(read["updated_datetime"]);
        Assert.Null(read["archived_datetime"]);
        Assert.Equal(["macro-created"], await desk.Admin.EventTypesAsync("Macro", read["id"]));
    }

    [Fact]
    public async Task An_update_changes_only_what_is_sent_and_replaces_all_actions()
    {
        var id = (await desk.Admin.PostJsonAsync("/api/macros", Everything)).Is(HttpStatusCode.Created)["id"];
        var changed = (await desk.Admin.PutJsonAsync($"/api/macros/{id}", new JsonObject { ["actions"] = new JsonArray(Samples.AddTags("only")), ["language"] = null })).Is(HttpStatusCode.Accepted);
        Assert.Equal("only", (string?)Assert.Single(changed["actions"]!.AsArray())!["arguments"]!["tags"]);
        Assert.Equal(("Everything", "shipping/status"), ((string)changed["name"]!, (string)changed["intent"]!));
        Assert.Null(changed["language"]);
        Assert.NotNull(changed["updated_datetime"]);
        (await desk.Admin.PutJsonAsync($"/api/macros/{id}", new { name = "Everything" })).Is(HttpStatusCode.Accepted);
        Assert.Equal(["macro-created", "macro-updated"], await desk.Admin.EventTypesAsync("Macro", id));
        (await desk.Admin.PutJsonAsync($"/api/macros/{id}", """{"name": null, "actions": null}""")).Is(HttpStatusCode.BadRequest);
        (await desk.Admin.PutJsonAsync($"/api/macros/{Stock.Missing}", new { name = 7 })).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task All_errors_of_all_actions_come_at_once_with_their_paths()
    {
        var refused = (await desk.Admin.PostJsonAsync(
            "/api/macros",
            """
            {"intent": "chat", "language": "english", "actions": [
              {"title": "no name", "arguments": {}}, {"name": "addTags", "title": " ", "arguments": "a"}, {"name": 7, "title": "t", "type": "robot", "description": 3}, "addTags"]}
            """)).Is(HttpStatusCode.BadRequest);
        Assert.Equal("Failed to create macro", (string?)refused["error"]!["msg"]);
        foreach (var path in new[] { "name", "intent", "language", "actions.0.name", "actions.1.title", "actions.1.arguments", "actions.2.name", "actions.2.arguments", "actions.2.type", "actions.2.description", "actions.3" })
        {
            Assert.True(refused.ErrorsAt(path).Length == 1, $"{path}: {refused.Body}");
        }

        Assert.Equal(["Not a valid list."], (await desk.Admin.PostJsonAsync("/api/macros", """{"name": "x", "actions": {}}""")).Is(HttpStatusCode.BadRequest).ErrorsAt("actions"));
    }

    [Fact]
    public async Task Lists_filter_by_text_tags_and_language()
    {
        await using var own = await Desk.StartAsync();
        await CreateAsync(own, "Parcel status", "en", "Your PARCEL left", "shipping, status");
        await CreateAsync(own, "Paketstatus", "de", "Unterwegs", "shipping");
        await CreateAsync(own, "Thanks", null, "Bye", "praise");
        Assert.Equal(["Parcel status"], await NamesAsync(own, "search=your+parcel"));
        Assert.Equal(["Paketstatus"], await NamesAsync(own, "search=PAKET"));
        Assert.Equal(["Parcel status"], await NamesAsync(own, "tags=shipping&tags=status"));
        Assert.Equal(["Paketstatus", "Parcel status"], await NamesAsync(own, "tags=shipping"));
        Assert.Equal(["Paketstatus"], await NamesAsync(own, "languages=de"));
        Assert.Equal(["Paketstatus", "Thanks"], await NamesAsync(own, "languages=de&languages="));
        Assert.Equal(["Thanks"], await NamesAsync(own, "languages[]=null"));
    }

    [Theory]
    [InlineData("usage")]
    [InlineData("name")]
    [InlineData("created_datetime")]
    [InlineData("updated_datetime")]
    [InlineData("language")]
    [InlineData("relevance")]
    public async Task Every_order_walks_forward_and_back_in_both_directions(string attribute)
    {
        await using var own = await Desk.StartAsync();
        for (var i = 0; i < 7; i++)
        {
            var macro = await CreateAsync(own, $"Macro {i * 5 % 7}", i % 2 == 0 ? "en" : null, "text", "tag");
            if (i % 3 == 0)
            {
                (await own.Admin.PutJsonAsync($"/api/macros/{macro}", new { external_id = "changed" })).Is(HttpStatusCode.Accepted);
            }
        }

        var ticket = (await own.Admin.OpenTicketAsync(ticket => ticket["language"] = "en"))["id"];
        var whole = await NamesAsync(own, $"order_by={attribute}:asc&ticket_id={ticket}", sorted: false);
        Assert.Equal(7, whole.Distinct().Count());
        Assert.Equal(whole.Reverse(), await NamesAsync(own, $"order_by={attribute}:desc&ticket_id={ticket}", sorted: false));
        var walked = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await own.Admin.GetJsonAsync($"/api/macros?limit=2&order_by={attribute}:asc&ticket_id={ticket}{(cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor))}")).Is(HttpStatusCode.OK);
            walked.AddRange(page["data"]!.AsArray().Select(macro => (string)macro!["name"]!));
            cursor = (string?)page["meta"]!["next_cursor"];
        }
        while (cursor is not null);
        Assert.Equal(whole, walked);
    }

    [Fact]
    public async Task Relevance_needs_a_ticket_and_a_message_its_ticket()
    {
        Assert.NotEmpty((await desk.Admin.GetJsonAsync("/api/macros?order_by=relevance")).Is(HttpStatusCode.BadRequest).ErrorsAt("order_by"));
        Assert.NotEmpty((await desk.Admin.GetJsonAsync("/api/macros?message_id=1")).Is(HttpStatusCode.BadRequest).ErrorsAt("message_id"));
        Assert.NotEmpty((await desk.Admin.GetJsonAsync($"/api/macros?ticket_id={Stock.Missing}")).Is(HttpStatusCode.BadRequest).ErrorsAt("ticket_id"));
    }

    [Fact]
    public async Task Macros_for_the_intent_of_the_message_stand_on_top_once()
    {
        await using var own = await Desk.StartAsync();
        foreach (var name in new[] { "c", "b", "a" })
        {
            await CreateAsync(own, name, "en", "text", "tag");
        }

        (await own.Admin.PostJsonAsync("/api/macros", new { name = "fits", intent = "refund/status" })).Is(HttpStatusCode.Created);
        var ticket = (long)(await own.Admin.OpenTicketAsync())["id"]!;
        await own.SetIntentsAsync(ticket, """[{"name": "refund/status", "rejected": null}, {"name": "other/thanks", "rejected": true}]""");
        Assert.Equal(["fits", "a", "b", "c"], await NamesAsync(own, $"order_by=name&ticket_id={ticket}&number_predictions=1", sorted: false));
        var first = (await own.Admin.GetJsonAsync($"/api/macros?order_by=name&ticket_id={ticket}&number_predictions=3&limit=2")).Is(HttpStatusCode.OK);
        Assert.Equal(["fits", "a"], first["data"]!.AsArray().Select(macro => (string)macro!["name"]!));
        var second = $"order_by=name&ticket_id={ticket}&number_predictions=3&cursor={Uri.EscapeDataString((string)first["meta"]!["next_cursor"]!)}";
        Assert.Equal(["b", "c"], await NamesAsync(own, second, sorted: false));
    }

    [Fact]
    public async Task An_observer_reads_macros_and_a_basic_agent_changes_none()
    {
        using var observer = await desk.AsRoleAsync("observer-agent");
        (await observer.GetJsonAsync("/api/macros")).Is(HttpStatusCode.OK);
        using var agent = await desk.AsRoleAsync("basic-agent");
        (await agent.PostJsonAsync("/api/macros", new { name = "no" })).Is(HttpStatusCode.Forbidden);
    }

    private static async Task<long> CreateAsync(Desk desk, string name, string? language, string text, string tags) => (long)(await desk.Admin.PostJsonAsync(
        "/api/macros",
        new JsonObject
        {
            ["name"] = name,
            ["language"] = language,
            ["actions"] = new JsonArray(Samples.Action("setResponseText", new JsonObject { ["body_text"] = text }), Samples.AddTags(tags)),
        })).Is(HttpStatusCode.Created)["id"]!;

    private static async Task<string[]> NamesAsync(Desk desk, string query, bool sorted = true)
    {
        var names = (await desk.Admin.GetJsonAsync($"/api/macros?{query}")).Is(HttpStatusCode.OK)["data"]!.AsArray().Select(macro => (string)macro!["name"]!);
        return [.. sorted ? names.Order(StringComparer.Ordinal) : names];
    }
}
