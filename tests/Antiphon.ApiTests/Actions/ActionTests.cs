using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Macros;
using Antiphon.ApiTests.Messages;
using static Antiphon.ApiTests.Furniture.Samples;

namespace Antiphon.ApiTests.Actions;

/// <summary>Each action on a ticket, with arguments as macros of the field have them.</summary>
[Trait("row", "B28")]
public sealed class ActionTests(Desk desk) : IClassFixture<Desk>
{
    [Theory]
    [InlineData("addTags", """{"tags": "a, b"}""", "tags", """["old","a","b"]""")]
    [InlineData("addTags", """{"tags": ["a", "b,c"]}""", "tags", """["old","a","b","c"]""")]
    [InlineData("removeTags", """{"tags": "old, never-made"}""", "tags", "[]")]
    [InlineData("setTags", """{"tags": "new"}""", "tags", """["new"]""")]
    [InlineData("setTags", """{"tags": ""}""", "tags", "[]")]
    [InlineData("setStatus", """{"status": "closed"}""", "status", "\"closed\"")]
    [InlineData("setPriority", """{"priority": "critical"}""", "priority", "\"critical\"")]
    [InlineData("setSubject", """{"subject": "Ticket {{ticket.id}}: {{ticket.subject}}"}""", "subject", "\"Ticket ID: Order has not shipped\"")]
    [InlineData("setAssignee", """{"assignee_user": {"id": USER, "name": "whoever"}}""", "assignee_user_id", "USER")]
    [InlineData("setAssignee", """{"assignee_user": "USER"}""", "assignee_user_id", "USER")]
    [InlineData("setAssignee", """{"assignee_user": null}""", "assignee_user_id", "null")]
    [InlineData("setTeamAssignee", """{"assignee_team": {"id": TEAM}}""", "assignee_team_id", "TEAM")]
    [InlineData("setTeamAssignee", """{"assignee_team": ""}""", "assignee_team_id", "null")]
    [InlineData("setCustomFieldValue", """{"custom_field_id": FIELD, "value": "gold"}""", "field", "\"gold\"")]
    [InlineData("setCustomFieldValue", """{"custom_field_id": "FIELD", "value": null}""", "field", "null")]
    public async Task An_action_does_what_its_name_says(string name, string arguments, string member, string expected)
    {
        var user = await CreateAsync("/api/users", new { email = NewEmail(), name = "Sam Lee", role = new { name = "agent" } });
        var team = await CreateAsync("/api/teams", new { name = "Returns" });
        var field = await CreateAsync("/api/custom-fields", JsonNode.Parse($$"""{"object_type": "Ticket", "label": "Level {{team}}", "definition": {"data_type": "text", "input_settings": {"input_type": "input"} } }""")!);
        var ticket = (long)(await desk.Admin.OpenTicketAsync(body => body["tags"] = new JsonArray(new JsonObject { ["name"] = "old" })))["id"]!;
        string Fill(string text) => text.Replace("USER", $"{user}", StringComparison.Ordinal).Replace("TEAM", $"{team}", StringComparison.Ordinal).Replace("FIELD", $"{field}", StringComparison.Ordinal).Replace("ID", $"{ticket}", StringComparison.Ordinal);
        var applied = await desk.ApplyAsync(ticket, send: false, Samples.Action(name, JsonNode.Parse(Fill(arguments))!.AsObject()));
        Assert.Equal([$"{name} done"], applied.Outcomes());
        var after = await desk.TicketJsonAsync(ticket);
        var value = member switch
        {
            "tags" => new JsonArray([.. after["tags"]!.AsArray().Select(tag => (JsonNode?)(string)tag!["name"]!)]),
            "field" => after["custom_fields"]![$"{field}"]?["value"],
            _ => after[member],
        };
        Assert.Equal(Fill(expected), value?.ToJsonString() ?? "null");
    }

    [Theory]
    [InlineData("30m", 30)]
    [InlineData("2h", 120)]
    [InlineData("1d", 1440)]
    public async Task A_snooze_closes_the_ticket_until_then(string delta, int minutes)
    {
        var ticket = await desk.MailTicketAsync();
        var before = TimeProvider.System.GetUtcNow();
        await desk.ApplyAsync(ticket, send: false, Samples.Action("snoozeTicket", new JsonObject { ["snooze_timedelta"] = delta }));
        var after = await desk.TicketAsync(ticket);
        Assert.Equal("closed", after.Status);
        Assert.InRange(after.SnoozeAt!.Value, before.AddMinutes(minutes), TimeProvider.System.GetUtcNow().AddMinutes(minutes));
    }

    [Fact]
    public async Task A_customers_field_is_set_and_templates_read_it_afterwards()
    {
        var field = await CreateAsync("/api/custom-fields", JsonNode.Parse("""{"object_type": "Customer", "label": "Loyalty", "definition": {"data_type": "text", "input_settings": {"input_type": "input"}}}""")!);
        var ticket = await desk.MailTicketAsync();
        await desk.ApplyAsync(ticket, send: false, Samples.Action("setCustomerCustomFieldValue", new JsonObject { ["custom_field_id"] = field, ["value"] = "gold" }));
        var draft = await desk.ApplyAsync(ticket, send: false, MacroDesk.Say($"{{{{ticket.customer.custom_fields[{field}].value}}}} member"));
        Assert.Equal("gold member", (string?)draft["reply"]!["body_text"]);
    }

    [Fact]
    public async Task A_note_is_internal_and_rendered()
    {
        var ticket = await desk.MailTicketAsync();
        await desk.ApplyAsync(ticket, send: false, Samples.Action("addInternalNote", new JsonObject { ["body_text"] = "For {{ticket.customer.email}}", ["body_html"] = "<i>{{ticket.messages[0].body_text}}</i>" }));
        var note = (await desk.TicketJsonAsync(ticket))["messages"]!.AsArray()[^1]!;
        Assert.False((bool)note["public"]!);
        Assert.Equal("internal-note", (string?)note["channel"]);
        Assert.Contains("@mail.example", (string?)note["body_text"], StringComparison.Ordinal);
        Assert.Contains("<i>Where is my parcel?</i>", (string?)note["body_html"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_trash_keeps_the_ticket_and_exclusions_are_told()
    {
        var ticket = await desk.MailTicketAsync();
        var applied = await desk.ApplyAsync(ticket, send: false, Samples.Action("trashTicket"), Samples.Action("excludeFromAutoMerge"), Samples.Action("excludeFromCSAT"), Samples.Action("excludeFromCSAT"));
        Assert.Equal(["trashTicket done", "excludeFromAutoMerge done", "excludeFromCSAT done", "excludeFromCSAT done"], applied.Outcomes());
        Assert.NotNull((await desk.TicketJsonAsync(ticket))["trashed_datetime"]);
        var events = await desk.Admin.EventTypesAsync("Ticket", ticket);
        Assert.Single(events, "ticket-trashed");
        Assert.Single(events, "ticket-excluded-from-auto-merge");
        Assert.Single(events, "ticket-excluded-from-csat");
    }

    [Fact]
    public async Task E_mails_go_to_whom_they_name_and_a_forward_carries_the_conversation()
    {
        await using var own = await Desk.StartAsync();
        await own.MailboxAsync();
        var ticket = await own.MailTicketAsync();
        var applied = await own.ApplyAsync(
            ticket,
            send: true,
            Samples.Action("sendEmail", new JsonObject { ["to"] = "a@partner.example, b@partner.example", ["subject"] = "Claim {{ticket.id}}", ["body_text"] = "Please look." }),
            Samples.Action("forwardByEmail", JsonNode.Parse("""{"to": [{"address": "c@partner.example", "name": "C"}], "cc": ["d@partner.example"], "body_text": "See below."}""")!.AsObject()),
            Samples.Action("sendEmail", new JsonObject { ["body_text"] = "to nobody" }));
        Assert.Equal(["sendEmail done", "forwardByEmail done", "sendEmail failed no-recipient"], applied.Outcomes());
        var messages = (await own.TicketJsonAsync(ticket))["messages"]!.AsArray();
        var (mail, forward) = (messages[1]!, messages[2]!);
        Assert.Equal(["a@partner.example", "b@partner.example"], mail["source"]!["to"]!.AsArray().Select(to => (string)to!["address"]!));
        Assert.Equal($"Claim {ticket}", (string?)mail["subject"]);
        Assert.Equal("d@partner.example", (string?)forward["source"]!["cc"]![0]!["address"]);
        Assert.StartsWith("See below.", (string?)forward["body_text"], StringComparison.Ordinal);
        Assert.Contains("Where is my parcel?", (string?)forward["body_text"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_macro_that_applies_itself_comes_to_an_end()
    {
        var ticket = await desk.MailTicketAsync();
        var macro = await desk.MacroAsync(AddTags("round"));
        (await desk.Admin.PutJsonAsync($"/api/macros/{macro}", new JsonObject { ["actions"] = new JsonArray(Samples.Action("applyMacro", new JsonObject { ["macro_id"] = macro })) })).Is(HttpStatusCode.Accepted);
        (await desk.Admin.ApplyAsync(ticket, macro)).Is(HttpStatusCode.OK);
        Assert.Equal(4, (long)(await desk.Admin.GetJsonAsync($"/api/macros/{macro}")).Is(HttpStatusCode.OK)["usage"]!);
    }

    private async Task<long> CreateAsync(string path, object body) => (long)(await desk.Admin.PostJsonAsync(path, body)).Is(HttpStatusCode.Created)["id"]!;
}
