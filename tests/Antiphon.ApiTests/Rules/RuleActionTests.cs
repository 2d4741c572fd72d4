using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Channels;
using Antiphon.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Rules;

/// <summary>What rules can do, and whom they may write to.</summary>
[Trait("row", "J12")]
public sealed class RuleActionTests : IAsyncLifetime
{
    private const string Created = "ticket-created";
    private const string Done = "done";
    private const string Reply = "Action('replyToTicket', { body_text: 'Hello {{ticket.customer.firstname}}, we look at it.' })";

    private readonly TestClock clock = new();
    private Desk desk = null!;

    public async ValueTask InitializeAsync()
    {
        desk = await Desk.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        await desk.IntegrationAsync("email", "Store", "support@store.example");
    }

    public ValueTask DisposeAsync() => desk.DisposeAsync();

    [Fact]
    public async Task Every_action_on_the_ticket_does_what_it_says()
    {
        var owner = desk.Account.OwnerUserId!.Value;
        var team = (long)(await desk.Admin.PostJsonAsync("/api/teams", new { name = "Returns" })).Is(HttpStatusCode.Created)["id"]!;
        await desk.RuleAsync("all", Created,
            $$"""
            Action('addTags', { tags: 'one, two, three' });
            Action('removeTags', { tags: 'two' });
            Action('setPriority', { priority: 'high' });
            Action('setSubject', { subject: 'About {{'{'}}{ticket.subject}{{'}'}}' });
            Action('setAssignee', { assignee_user: { id: {{owner}} } });
            Action('setTeamAssignee', { assignee_team: '{{team}}' });
            Action('addInternalNote', { body_text: 'Look here' });
            Action('excludeFromAutoMerge', {});
            Action('excludeFromCSAT', {});
            Action('snoozeTicket', { snooze_timedelta: '2h' })
            """);
        var ticket = await desk.SettledTicketAsync((await desk.Admin.OpenTicketAsync())["id"]);
        var run = (await desk.RunsAsync(ticket["id"]))[0];
        Assert.All(run["trace"]!["actions"]!.AsArray(), action => Assert.True((string)action!["outcome"]! == "done", action!.ToJsonString()));
        Assert.Equal(["one", "three"], ticket.TagNames());
        Assert.Equal(("high", "About Order has not shipped", "closed"), ((string)ticket["priority"]!, (string)ticket["subject"]!, (string)ticket["status"]!));
        Assert.Equal((owner, team), ((long)ticket["assignee_user_id"]!, (long)ticket["assignee_team_id"]!));
        Assert.Equal(clock.Now().AddHours(2), DateTimeOffset.Parse((string)ticket["snooze_datetime"]!), TimeSpan.FromMinutes(1));
        var note = ticket["messages"]!.AsArray().Single(message => !(bool)message!["public"]!)!;
        Assert.Equal(("Look here", "rule", (long)run["rule"]!["id"]!), ((string)note["body_text"]!, (string)note["via"]!, (long)note["rule_id"]!));
        Assert.Equal("Antiphon Bot", (string?)note["sender"]!["name"]);
        var actors = await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ListAsync(
            $"select distinct actor || ' ' || coalesce(user_id::text, 'nobody') from events where account_id = {desk.Account.Id} and chain = 1", row => row.GetString(0), CancellationToken.None));
        Assert.Equal(["rule nobody"], actors);
    }

    [Fact]
    public async Task A_ticket_can_be_put_into_the_trash_and_lose_its_assignee_and_all_tags()
    {
        await desk.RuleAsync("empty", Created, "Action('setTags', { tags: 'only' }); Action('setAssignee', { assignee_user: null }); Action('trashTicket', {}); Action('setStatus', { status: 'closed' })");
        var ticket = await desk.SettledTicketAsync((await desk.Admin.OpenTicketAsync(body =>
        {
            body["tags"] = new JsonArray(new JsonObject { ["name"] = "gone" });
            body["assignee_user"] = new JsonObject { ["id"] = desk.Account.OwnerUserId };
        }))["id"]);
        Assert.Equal(["only"], ticket.TagNames());
        Assert.Null(ticket["assignee_user"]);
        Assert.NotNull(ticket["trashed_datetime"]);
        Assert.Equal("closed", (string?)ticket["status"]);
    }

    [Fact]
    public async Task A_reply_leaves_as_the_bots_with_the_rule_on_it()
    {
        var rule = await desk.RuleAsync("reply", Created, Reply);
        var ticket = await desk.SettledTicketAsync((await desk.Admin.OpenTicketAsync(body => body["customer"]!["name"] = "Mira Olsen"))["id"]);
        var reply = ticket["messages"]!.AsArray()[^1]!;
        Assert.Equal(("Hello Mira, we look at it.", "rule", true, rule), ((string)reply["body_text"]!, (string)reply["via"]!, (bool)reply["from_agent"]!, (long)reply["rule_id"]!));
        Assert.Equal("Antiphon Bot", (string?)reply["sender"]!["name"]);
        Assert.NotNull((await desk.EndOfSendingAsync((long)ticket["id"]!, (long)reply["id"]!))["sent_datetime"]);
        Assert.Single(desk.Outbox().Sent);
    }

    [Fact]
    public async Task A_customer_gets_one_automatic_reply_in_five_minutes()
    {
        await desk.RuleAsync("reply", "ticket-message-created", $"if (eq(message.from_agent, false)) {{ {Reply} }}");
        var ticket = (await desk.Admin.OpenTicketAsync())["id"];
        Assert.Equal([Done], await CausesAsync(ticket));
        var email = (string)(await desk.SettledTicketAsync(ticket))["customer"]!["email"]!;
        async Task<string> CauseOfNextAsync()
        {
            (await desk.Admin.PostJsonAsync($"/api/tickets/{ticket}/messages", Samples.IncomingEmail(email))).Is(HttpStatusCode.Created);
            return (await CausesAsync(ticket))[^1];
        }

        Assert.Equal("recent-auto-reply", await CauseOfNextAsync());
        for (var reply = 2; reply <= AutoReplyMost; reply++)
        {
            clock.Advance(TimeSpan.FromMinutes(6));
            Assert.Equal(Done, await CauseOfNextAsync());
        }

        clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal("too-many-rule-replies", await CauseOfNextAsync());
        clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(Done, await CauseOfNextAsync());
    }

    [Theory]
    [InlineData("spam", "spam-ticket")]
    [InlineData("automatic", "auto-submitted")]
    [InlineData("bulk", "auto-submitted")]
    [InlineData("no-path", "no-return-path")]
    [InlineData("api", "unanswerable-channel")]
    [InlineData("agent", "no-autoreply-no-nonagents")]
    public async Task Whom_no_machine_should_write_to_gets_nothing(string kind, string cause)
    {
        await desk.RuleAsync("reply", Created, Reply);
        var email = Samples.NewEmail();
        var message = Samples.IncomingEmail(email);
        var ticket = Samples.Ticket(email, message);
        switch (kind)
        {
            case "spam":
                ticket["spam"] = true;
                break;
            case "automatic":
                message["headers"] = new JsonObject { ["auto-submitted"] = "auto-replied" };
                break;
            case "bulk":
                message["headers"] = new JsonObject { ["Precedence"] = "bulk" };
                break;
            case "no-path":
                message["headers"] = new JsonObject { ["Return-Path"] = "<>" };
                break;
            case "api":
                ticket["channel"] = "api";
                break;
            case "agent":
                message["from_agent"] = true;
                message["sender"] = new JsonObject { ["email"] = Desk.AdminEmail };
                message["source"] = new JsonObject
                {
                    ["type"] = "email",
                    ["from"] = new JsonObject { ["address"] = "support@store.example" },
                    ["to"] = new JsonArray(new JsonObject { ["address"] = email }),
                };
                break;
        }

        var id = (await desk.Admin.PostJsonAsync("/api/tickets", ticket)).Is(HttpStatusCode.Created)["id"];
        Assert.Equal([cause], await CausesAsync(id));
        Assert.DoesNotContain((await desk.SettledTicketAsync(id))["messages"]!.AsArray(), written => (string)written!["via"]! == "rule");
    }

    [Fact]
    public async Task A_mail_goes_to_anybody_but_not_too_often()
    {
        await desk.RuleAsync("mail", Created, "Action('sendEmail', { to: 'warehouse@store.example', subject: 'Look', body_text: 'At {{ticket.subject}}' })");
        JsonNode? id = null;
        for (var i = 0; i < 11; i++)
        {
            id = (await desk.Admin.OpenTicketAsync())["id"];
            await desk.SettledAsync();
            Assert.Equal([i < 10 ? Done : "too-many-rule-messages-to-recipient"], await CausesAsync(id));
        }
    }

    [Fact]
    [Trait("row", "I09")]
    public async Task A_macro_that_a_rule_applies_leaves_shops_alone_and_keeps_to_the_limits()
    {
        var macro = (long)(await desk.Admin.PostJsonAsync("/api/macros", new
        {
            name = "Refund",
            actions = new object[]
            {
                new { name = "addTags", title = "Tag", arguments = new { tags = "refunded" } },
                new { name = "shopifyFullRefundLastOrder", title = "Refund", arguments = new { restock = true } },
                new { name = "setResponseText", title = "Answer", arguments = new { body_text = "Refunded." } },
            },
        })).Is(HttpStatusCode.Created)["id"]!;
        var rule = await desk.RuleAsync("refunds", Created, $"Action('applyMacro', {{ macro_id: {macro} }})");
        var ticket = await desk.SettledTicketAsync((await desk.Admin.OpenTicketAsync())["id"]);
        Assert.Equal(["refunded"], ticket.TagNames());
        Assert.Equal((rule, "rule"), ((long)ticket["messages"]!.AsArray()[^1]!["rule_id"]!, (string)ticket["messages"]!.AsArray()[^1]!["via"]!));
        Assert.Empty((await desk.EventDataAsync("macro-applied", (long)ticket["id"]!))!["failed_actions"]!.AsArray());
        var spam = await desk.SettledTicketAsync((await desk.Admin.OpenTicketAsync(body => body["spam"] = true))["id"]);
        Assert.DoesNotContain(spam["messages"]!.AsArray(), message => (string)message!["via"]! == "rule");

        var refused = (await desk.Admin.DeleteJsonAsync($"/api/macros/{macro}")).Is(HttpStatusCode.Conflict);
        Assert.Equal("refunds", (string?)refused["error"]!["data"]!["rules"]![0]);
        Assert.Equal("macro_used", (string?)(await desk.Admin.PutJsonAsync("/api/macros/archive", new { ids = new[] { macro } })).Is(HttpStatusCode.OK)["data"]![0]!["status"]);
        (await desk.Admin.DeleteJsonAsync($"/api/rules/{rule}")).Is(HttpStatusCode.NoContent);
        (await desk.Admin.DeleteJsonAsync($"/api/macros/{macro}")).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task What_is_not_there_fails_by_name_and_the_rest_goes_on()
    {
        await desk.RuleAsync("wrong", Created,
            "Action('setAssignee', { assignee_user: 999999 }); Action('setTeamAssignee', { assignee_team: 999999 }); Action('applyMacro', { macro_id: 999999 }); Action('setCustomFieldValue', { custom_field_id: 999999, value: 1 }); Action('notify', {}); Action('addTags', { tags: 'reached' })");
        var id = (await desk.Admin.OpenTicketAsync())["id"];
        Assert.Equal(["user-not-found", "team-not-found", "macro-not-found"], (await CausesAsync(id))[..3]);
        Assert.Equal(["reached"], (await desk.SettledTicketAsync(id)).TagNames());
        Assert.Equal(5, (await desk.ExecutedAsync("Rule", (await desk.RunsAsync(id))[0]["rule"]!["id"]))["failed_actions"]!.AsArray().Count);
    }

    private const int AutoReplyMost = Antiphon.Messages.Replying.AutoReplyLimits.MostPerTicket;

    /// <summary>The causes of the actions on a ticket, oldest first.</summary>
    private async Task<string[]> CausesAsync(JsonNode? ticket)
    {
        await desk.SettledAsync();
        return [.. (await desk.RunsAsync(ticket)).SelectMany(run => run["trace"]!["actions"]!.AsArray()).Select(action => (string?)action!["cause"] ?? Done)];
    }
}
