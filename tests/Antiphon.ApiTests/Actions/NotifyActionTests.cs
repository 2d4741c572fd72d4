using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Changes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Macros;
using Antiphon.ApiTests.Messages;
using Antiphon.ApiTests.Rules;
using Antiphon.Data;
using Antiphon.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Actions;

/// <summary>The action <c>notify</c>: the people who are meant hear of a ticket, and nobody else.</summary>
[Trait("row", "B34")]
public sealed class NotifyActionTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_rule_tells_the_members_of_a_team_and_the_ticket_says_whom()
    {
        await Threads.UntilAsync(() => Task.FromResult(desk.Services.GetRequiredService<Announcements>().IsListening));
        using var bo = await desk.AsRoleAsync(Roles.Basic);
        var boId = (long)(await bo.GetJsonAsync("/api/users/0")).Is(HttpStatusCode.OK)["id"]!;
        var team = (await desk.Admin.PostJsonAsync("/api/teams", new { name = "Night", members = new[] { new { id = boId } } })).Is(HttpStatusCode.Created)["id"];
        var rule = await desk.RuleAsync(
            "Wakes", "ticket-updated", $"if (eq(ticket.subject, 'fire')) {{ Action('notify', {{ teams: [{team}], message: 'About {{{{ticket.subject}}}} of {{{{ticket.customer.email}}}}' }}) }}");
        var opened = await desk.Admin.OpenTicketAsync();
        var ticket = (long)opened["id"]!;
        await desk.SettledAsync();
        using var hears = await LiveReader.OpenAsync(bo);
        using var doesNot = await LiveReader.OpenAsync(desk.Admin);
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", new { subject = "fire" })).Is(HttpStatusCode.Accepted);
        var heard = await hears.NextAsync("notification");
        Assert.Equal((ticket, $"About fire of {opened["customer"]!["email"]}", rule), ((long)heard["ticket_id"]!, (string)heard["message"]!, (long)heard["rule_id"]!));
        Assert.Null(heard["user_id"]);
        await desk.SettledAsync();
        Assert.Equal("done", (string?)Assert.Single(await desk.RunsAsync(ticket, "executed"))["trace"]!["actions"]![0]!["outcome"]);
        var told = (await desk.EventDataAsync("action-executed", ticket))!;
        Assert.Equal([boId], told["user_ids"]!.AsArray().Select(id => (long)id!));

        // What comes next on the stream of somebody who was not meant is something else.
        await desk.ApplyAsync(ticket, send: false, Samples.Action("notify", new JsonObject { ["users"] = new JsonArray(new JsonObject { ["id"] = await AdminIdAsync() }) }));
        var other = await doesNot.NextAsync("notification");
        Assert.Null(other["message"]);
        Assert.Equal(await AdminIdAsync(), (long)other["user_id"]!);
    }

    [Fact]
    public async Task Without_names_whoever_has_the_ticket_is_told()
    {
        await Threads.UntilAsync(() => Task.FromResult(desk.Services.GetRequiredService<Announcements>().IsListening));
        var admin = await AdminIdAsync();
        var ticket = await desk.MailTicketAsync();
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", new { assignee_user = new { id = admin } })).Is(HttpStatusCode.Accepted);
        var applied = await desk.ApplyAsync(ticket, send: false, Samples.Action("notify", new JsonObject { ["message"] = new string('x', 600) }));
        Assert.Equal(["notify done"], applied.Outcomes());
        var told = (await desk.EventDataAsync("action-executed", ticket))!;
        Assert.Equal((admin, 500), ((long)told["user_ids"]!.AsArray().Single()!, ((string)told["message"]!).Length));
    }

    [Theory]
    [InlineData("""{"users": [999999]}""", "notify failed user-not-found")]
    [InlineData("""{"team": 999999}""", "notify failed team-not-found")]
    [InlineData("""{"user_ids": ["ada"]}""", "notify failed invalid-arguments")]
    [InlineData("""{}""", "notify failed no-recipient")]
    public async Task Nobody_to_tell_is_a_failure_that_says_so(string arguments, string outcome)
    {
        var ticket = await desk.MailTicketAsync();
        Assert.Equal([outcome], (await desk.ApplyAsync(ticket, send: false, Samples.Action("notify", JsonNode.Parse(arguments)!.AsObject()))).Outcomes());
    }

    [Theory]
    [InlineData("facebookHideComment", "Facebook")]
    [InlineData("applyExternalTemplate", "WhatsApp")]
    public async Task What_no_channel_brings_fails_and_names_the_channel(string action, string channel)
    {
        var ticket = await desk.MailTicketAsync();
        var applied = await desk.ApplyAsync(ticket, send: false, Samples.Action(action));
        Assert.Equal([$"{action} failed integration-not-found"], applied.Outcomes());
        Assert.Contains(channel, (string?)applied["actions"]![0]!["message"], StringComparison.Ordinal);
    }

    private async Task<long> AdminIdAsync() => (long)(await desk.Admin.GetJsonAsync("/api/users/0")).Is(HttpStatusCode.OK)["id"]!;
}
