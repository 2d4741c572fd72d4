using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Macros;
using Antiphon.ApiTests.Messages;
using Antiphon.ApiTests.Rules;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;
using static Antiphon.ApiTests.Actions.Called;
using static Antiphon.ApiTests.Messages.Threads;

namespace Antiphon.ApiTests.Actions;

/// <summary>The action <c>http</c> of macros and rules: nobody waits for it, and what became of it can be read.</summary>
public sealed class CallsOfMacrosAndRulesTests(CallDesk calls) : IClassFixture<CallDesk>
{
    private readonly Desk desk = calls.Desk;

    [Fact]
    [Trait("row", "B28")]
    public async Task A_macro_calls_with_a_form_and_says_which_call_it_is()
    {
        await using var other = await WebhookReceiver.StartAsync();
        var ticket = await desk.MailTicketAsync();
        var applied = await desk.ApplyAsync(ticket, send: false, MacroDesk.Say("Done"), Samples.Action("http", new JsonObject
        {
            ["url"] = other.Url,
            ["json"] = new JsonObject(),
            ["form"] = new JsonObject { ["subject"] = "{{ticket.subject}}", ["who"] = "{{current_user.email}}", ["size"] = "{{ticket.customer.shoe_size}}" },
        }));
        Assert.Equal(["setResponseText skipped draft", "http queued"], applied.Outcomes());
        Assert.Equal(["ticket.customer.shoe_size"], applied["missing"]!.AsArray().Select(path => (string?)path));
        await desk.CallsMadeAsync();
        var call = Assert.Single(other.Calls);
        Assert.Equal(
            ("POST", "application/x-www-form-urlencoded", "size=&subject=Order%20has%20not%20shipped&who=ada%40acme.example"),
            (call.Method, call.Header("Content-Type"), string.Join('&', call.Text.Split('&').Order(StringComparer.Ordinal))));
        var told = Assert.Single(await desk.CallEventsAsync(ticket));
        Assert.Equal(("success", (long)applied["actions"]![1]!["call_id"]!), ((string)told["status"]!, (long)told["call_id"]!));
    }

    [Fact]
    [Trait("row", "B28")]
    public async Task The_reply_of_a_macro_waits_for_its_calls_and_stays_when_one_fails()
    {
        var status = 500;
        await using var other = await WebhookReceiver.StartAsync(_ => status);
        var ticket = await desk.MailTicketAsync();
        var applied = await desk.ApplyAsync(ticket, send: true, MacroDesk.Say("We have cancelled it."), Call(other.Url), Call(other.Url));
        Assert.Equal(["setResponseText done", "http queued", "http queued"], applied.Outcomes());
        var message = (long)applied["reply"]!["message_id"]!;
        await desk.CallsMadeAsync();
        var held = (await desk.Admin.MessageAsync(ticket, message)).Is(HttpStatusCode.OK);
        Assert.Equal(["error", "skipped"], held.Statuses());
        Assert.Equal("The action http failed: The receiver answered 500. It was tried 4 times.", (string?)held["last_sending_error"]!["error"]);
        Assert.Null(held["sent_datetime"]);
        Assert.Equal(["1", "2", "3", "4"], other.Calls.Select(call => call.Header("X-Antiphon-Attempt")));
        Assert.Single(other.Calls.Select(call => call.Header("X-Antiphon-Delivery")).Distinct());

        status = 200;
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket}/messages/{message}?action=retry", """{"channel": "email", "from_agent": true}""")).Is(HttpStatusCode.Accepted);
        Assert.Equal(["success", "success"], (await desk.SentAsync(ticket, message)).Statuses());
    }

    [Fact]
    [Trait("row", "B34")]
    public async Task A_rule_calls_and_its_trace_tells_how_it_ended()
    {
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var other = await WebhookReceiver.StartAsync(async (call, http) =>
        {
            await mayAnswer.Task;
            http.Response.StatusCode = (string?)call["id"] is "broken" ? 503 : 200;
        });
        var rule = await desk.RuleAsync(
            "Calls",
            "ticket-updated",
            $$$"""
            if (eq(ticket.subject, 'call them')) {
                Action('http', { method: 'POST', url: '{{{other.Url}}}?token=word-4711', headers: { 'X-Key': 'word-4711' }, json: { id: '{{ticket.id}}', deep: [{ subject: '{{ticket.subject}}' }] } });
                Action('http', { method: 'POST', url: '{{{other.Url}}}', json: { id: 'broken' } });
                Action('addTags', { tags: 'told' })
            }
            """);
        var ticket = await desk.MailTicketAsync();
        await desk.CallsMadeAsync();
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", new { subject = "call them" })).Is(HttpStatusCode.Accepted);
        await UntilAsync(() => Task.FromResult(other.Calls.Count == 1));
        Assert.Equal(["http queued", "http queued", "addTags done"], await TraceAsync(ticket));
        mayAnswer.SetResult();
        await desk.CallsMadeAsync();
        Assert.Equal(["http done", "http failed call-failed The receiver answered 503. It was tried 4 times.", "addTags done"], await TraceAsync(ticket));
        Assert.Equal(($"{ticket}", "call them"), ((string)other.Calls[0]["id"]!, (string)other.Calls[0]["deep"]![0]!["subject"]!));
        Assert.Equal(["success", "error"], (await desk.CallEventsAsync(ticket)).Select(told => (string?)told["status"]));
        Assert.DoesNotContain("word-4711", (await desk.Admin.GetJsonAsync($"/api/tickets/{ticket}/rule-runs?outcome=executed")).Is(HttpStatusCode.OK).Body, StringComparison.Ordinal);
        (await desk.Admin.DeleteJsonAsync($"/api/rules/{rule}")).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task The_calls_of_a_ticket_keep_their_order_behind_one_that_fails_and_others_pass_by()
    {
        var first = await desk.MailTicketAsync();
        var second = await desk.MailTicketAsync();
        var passed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var other = await WebhookReceiver.StartAsync(async (call, http) =>
        {
            if ((long)call["ticket"]! == second)
            {
                passed.TrySetResult();
            }
            else if ((int)call["n"]! == 1 && call.Header("X-Antiphon-Attempt") is "1" or "2")
            {
                await passed.Task.WaitAsync(http.RequestAborted);
                http.Response.StatusCode = 503;
            }
        });
        foreach (var (ticket, n) in new[] { (first, 1), (first, 2), (second, 1), (first, 3) })
        {
            await desk.ApplyAsync(ticket, send: false, Call(other.Url, new JsonObject { ["json"] = new JsonObject { ["ticket"] = ticket, ["n"] = n } }));
        }

        await desk.CallsMadeAsync();
        Assert.Equal([1, 1, 1, 2, 3], other.Calls.Where(call => (long)call["ticket"]! == first).Select(call => (int)call["n"]!));
        Assert.Single(other.Calls, call => (long)call["ticket"]! == second);
    }

    [Fact]
    public async Task What_waits_does_not_show_its_headers_to_the_database()
    {
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var other = await WebhookReceiver.StartAsync((_, _) => mayAnswer.Task);
        var ticket = await desk.MailTicketAsync();
        await desk.ApplyAsync(ticket, send: false, Call(other.Url, new JsonObject { ["headers"] = new JsonObject { ["X-Key"] = "word-4711" } }));
        await UntilAsync(() => Task.FromResult(other.Calls.Count == 1));
        var kept = await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
            $"select encode(headers, 'escape') from action_calls where account_id = {desk.Account.Id} and ticket_id = {ticket}", row => row.GetString(0), CancellationToken.None));
        Assert.DoesNotContain("word-4711", kept, StringComparison.Ordinal);
        mayAnswer.SetResult();
        await desk.CallsMadeAsync();
        Assert.Equal("word-4711", Assert.Single(other.Calls).Header("X-Key"));
    }

    [Fact]
    [Trait("row", "N09")]
    public async Task A_simulation_calls_nobody()
    {
        await using var other = await WebhookReceiver.StartAsync();
        var ticket = await desk.MailTicketAsync();
        var simulated = (await desk.Admin.PostJsonAsync("/api/rules/simulate", new JsonObject
        {
            ["rule"] = new JsonObject { ["code"] = $"Action('http', {{ method: 'POST', url: '{other.Url}' }})", ["event_types"] = "ticket-created" },
        })).Is(HttpStatusCode.OK);
        var run = simulated["tickets"]!.AsArray().Single(told => (long)told!["ticket_id"]! == ticket)!["runs"]![0]!;
        Assert.Equal("queued", (string?)run["trace"]!["actions"]![0]!["outcome"]);
        await desk.CallsMadeAsync();
        Assert.Empty(other.Calls);
    }

    /// <summary>The actions of the one run that acted on a ticket: name, outcome, cause and message.</summary>
    private async Task<string[]> TraceAsync(long ticket) =>
    [
        .. Assert.Single(await desk.RunsAsync(ticket, "executed"))["trace"]!["actions"]!.AsArray()
            .Select(action => string.Join(' ', new[] { "name", "outcome", "cause", "message" }.Select(member => (string?)action![member]).OfType<string>())),
    ];
}
