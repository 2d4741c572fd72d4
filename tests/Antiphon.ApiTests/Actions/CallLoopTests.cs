using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Integrations.Delivery;
using Antiphon.ApiTests.Macros;
using Antiphon.ApiTests.Rules;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Actions;

/// <summary>Whoever answers a call by changing what it was about starts no wheel that turns for ever.</summary>
[Trait("row", "G09")]
public sealed class CallLoopTests(CallDesk calls) : IClassFixture<CallDesk>
{
    private const string Header = "X-Antiphon-Origin";

    private readonly Desk desk = calls.Desk;

    [Fact]
    public async Task A_rule_is_not_started_by_what_its_own_call_led_to()
    {
        // It calls this very server, which needs no help to send the header back.
        var rule = await desk.RuleAsync(
            "Calls itself",
            "ticket-updated",
            $$$"""
            if (startsWith(ticket.subject, 'loop')) {
                Action('http', { method: 'PUT', url: '{{{desk.Address}}}api/tickets/{{ticket.id}}', headers: { Authorization: '{{{desk.Admin.DefaultRequestHeaders.Authorization}}}' }, json: { subject: '{{ticket.subject}}+' } })
            }
            """);
        var ticket = await desk.MailTicketAsync();
        await desk.CallsMadeAsync();
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", new { subject = "loop" })).Is(HttpStatusCode.Accepted);
        await desk.CallsMadeAsync();
        Assert.Equal("loop+", (string?)(await desk.TicketJsonAsync(ticket))["subject"]);
        var runs = await desk.RunsAsync(ticket);
        Assert.Single(runs, run => (string?)run["outcome"] is "executed");
        Assert.Equal("A call of its own to another service led here.", (string?)Assert.Single(runs, run => (string?)run["outcome"] is "skipped")["trace"]!["reason"]);

        // A person who goes on is somebody else.
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", new { subject = "loop again" })).Is(HttpStatusCode.Accepted);
        await desk.CallsMadeAsync();
        Assert.Equal("loop again+", (string?)(await desk.TicketJsonAsync(ticket))["subject"]);
        (await desk.Admin.DeleteJsonAsync($"/api/rules/{rule}")).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_service_that_does_not_say_so_is_called_a_limited_number_of_times()
    {
        await using var other = await WebhookReceiver.StartAsync();
        var rule = await desk.RuleAsync("Calls often", "ticket-updated", $"if (eq(ticket.subject, 'often')) {{ Action('http', {{ method: 'POST', url: '{other.Url}' }}) }}");
        var ticket = await desk.MailTicketAsync();
        await desk.CallsMadeAsync();
        await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync(
            $$"""
            insert into events (account_id, type, object_type, object_id, actor, actor_id, context, data, created_at)
            select {{desk.Account.Id}}, 'action-executed', 'Ticket', {{ticket}}, 'rule', {{rule}}, gen_random_uuid(), '{"name": "http", "status": "success"}', now() - interval '1 minute' from generate_series(1, 59)
            """,
            CancellationToken.None));
        foreach (var subject in (string[])["often", "seldom", "often"])
        {
            (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", new { subject })).Is(HttpStatusCode.Accepted);
            await desk.CallsMadeAsync();
        }

        Assert.Single(other.Calls);
        Assert.Equal([null, "too-many-calls"], (await desk.RunsAsync(ticket, "executed")).Select(run => (string?)run["trace"]!["actions"]![0]!["cause"]));
        (await desk.Admin.DeleteJsonAsync($"/api/rules/{rule}")).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task An_integration_is_told_of_what_rules_do_behind_its_change_and_not_of_the_change()
    {
        await using var office = await WebhookReceiver.StartAsync();
        var hook = await desk.HookAsync(office, ["ticket-updated"], call => call["form"] = new JsonObject { ["subject"] = "{{ticket.subject}}", ["tags"] = "{{ticket.tags[0].name}}" });
        var rule = await desk.RuleAsync("Tags", "ticket-updated", "if (eq(ticket.subject, 'from the office')) { Action('addTags', { tags: 'office' }) }");
        var ticket = await desk.MailTicketAsync();
        await desk.CallsMadeAsync();
        var before = office.Calls.Count;
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", new { subject = "from the office" }, (Header, $"acme/integration-{hook}"))).Is(HttpStatusCode.Accepted);
        await desk.CallsMadeAsync();
        var told = office.Calls.Skip(before).ToList();
        Assert.All(told, call => Assert.Equal("office", (string?)call["tags"]));
        Assert.NotEmpty(told);
        Assert.All(told, call => Assert.Equal($"acme/integration-{hook}, acme/rule-{rule}, acme/integration-{hook}", call.Header(Header)));

        // Another one of the same number, somewhere else, is somebody else.
        before = office.Calls.Count;
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", new { subject = "from elsewhere" }, (Header, $"other/integration-{hook}"))).Is(HttpStatusCode.Accepted);
        await desk.CallsMadeAsync();
        Assert.Equal(before + 1, office.Calls.Count);
        Assert.Equal($"other/integration-{hook}, acme/integration-{hook}", office.Calls[^1].Header(Header));
        (await desk.Admin.DeleteJsonAsync($"/api/rules/{rule}")).Is(HttpStatusCode.NoContent);
        (await desk.Admin.DeleteJsonAsync($"/api/integrations/{hook}")).Is(HttpStatusCode.NoContent);
    }
}
