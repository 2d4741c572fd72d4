using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Contract;
using static Antiphon.ApiTests.Actions.Called;
using static Antiphon.ApiTests.Messages.Threads;

namespace Antiphon.ApiTests.Actions;

/// <summary>The action <c>http</c> of messages: a call to another service that decides whether the message leaves.</summary>
[Trait("row", "B08")]
public sealed class HttpActionTests(CallDesk calls) : IClassFixture<CallDesk>
{
    private const string Unchanged = """{"channel": "email", "from_agent": true}""";

    private readonly Desk desk = calls.Desk;

    [Fact]
    public async Task A_message_waits_for_its_call_and_leaves_when_it_is_made()
    {
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var other = await WebhookReceiver.StartAsync((_, _) => mayAnswer.Task);
        var thread = await desk.ThreadAsync();
        var said = await desk.Admin.SaidAsync(thread.Ticket, Reply().With("actions", new JsonArray(Call(other.Url, new JsonObject
        {
            ["method"] = "post",
            ["headers"] = new JsonObject { ["X-Key"] = "word-4711", ["X-Ticket"] = "{{ticket.id}}" },
            ["params"] = new JsonObject { ["from"] = "{{ticket.channel}}", ["n"] = 1 },
            ["json"] = new JsonObject { ["ticket"] = "{{ticket.id|tojson}}", ["text"] = "He said \"{{message.body_text}}\"" },
        }))));
        var id = (long)said["id"]!;
        Assert.Equal(["pending"], said.Statuses());
        // It is in its place and does not leave, whatever is changed meanwhile, and what is said after it does not overtake it.
        (await desk.Admin.PutJsonAsync($"/api/tickets/{thread.Ticket}/messages/{id}", """{"channel": "email", "from_agent": true, "subject": "Meanwhile"}""")).Is(HttpStatusCode.Accepted);
        var next = await desk.Admin.SaidAsync(thread.Ticket, Reply("And one more thing."));
        await UntilAsync(() => Task.FromResult(other.Calls.Count == 1));
        Assert.Null((await desk.Admin.MessageAsync(thread.Ticket, id)).Is(HttpStatusCode.OK)["sent_datetime"]);
        mayAnswer.SetResult();
        var sent = await desk.EndOfSendingAsync(thread.Ticket, id);
        Assert.NotNull(sent["sent_datetime"]);
        Assert.Equal(["success"], sent.Statuses());
        await desk.SentAsync(thread.Ticket, (long)next["id"]!);
        Assert.Equal(["It arrives tomorrow.", "And one more thing."], desk.Outbox().Sent.Where(mail => mail.TicketId == thread.Ticket).Select(mail => mail.BodyText));

        var call = Assert.Single(other.Calls);
        Assert.Equal(("POST", "/hook?from=email&n=1", "word-4711", $"{thread.Ticket}"), (call.Method, call.Target, call.Header("X-Key"), call.Header("X-Ticket")));
        Assert.Equal(thread.Ticket, (long)call["ticket"]!);
        Assert.Equal("He said \"It arrives tomorrow.\"", (string?)call["text"]);
        var told = Assert.Single(await desk.CallEventsAsync(thread.Ticket));
        Assert.Equal(("success", (long)said["actions"]![0]!["call_id"]!), ((string)told["status"]!, (long)told["call_id"]!));
    }

    [Fact]
    public async Task What_lets_somebody_in_is_not_shown_beside_the_message_and_still_sent_when_it_is_tried_again()
    {
        var status = 500;
        await using var other = await WebhookReceiver.StartAsync(_ => status);
        var thread = await desk.ThreadAsync();
        var said = await desk.Admin.SaidAsync(thread.Ticket, Reply().With("actions", new JsonArray(Call($"{other.Url}?token=word-4711&page=2", new JsonObject
        {
            ["headers"] = new JsonObject { ["Authorization"] = "Bearer word-4711", ["X-Page"] = "2" },
            ["params"] = new JsonArray(new JsonObject { ["key"] = "api_key", ["value"] = "word-4711" }),
        }))));
        foreach (var shown in (Answer[])[said, await desk.AfterCallsAsync(thread.Ticket, said), (await desk.Admin.GetJsonAsync($"/api/tickets/{thread.Ticket}")).Is(HttpStatusCode.OK)])
        {
            Assert.DoesNotContain("word-4711", shown.Body, StringComparison.Ordinal);
        }

        var arguments = said["actions"]![0]!["arguments"]!;
        Assert.Equal((HttpIntegrationResource.Masked, "2"), ((string)arguments["headers"]!["Authorization"]!, (string)arguments["headers"]!["X-Page"]!));
        Assert.Equal($"{other.Url}?token={HttpIntegrationResource.Masked}&page=2", (string?)arguments["url"]);

        status = 200;
        (await desk.Admin.PutJsonAsync($"/api/tickets/{thread.Ticket}/messages/{said["id"]}?action=retry", Unchanged)).Is(HttpStatusCode.Accepted);
        await desk.SentAsync(thread.Ticket, (long)said["id"]!);
        Assert.Equal("Bearer word-4711", other.Calls[^1].Header("Authorization"));
        Assert.Equal("/hook?token=word-4711&page=2&api_key=word-4711", other.Calls[^1].Target);
    }

    [Fact]
    public async Task A_call_that_fails_keeps_the_message_until_it_is_tried_again_or_forced()
    {
        var status = 500;
        await using var other = await WebhookReceiver.StartAsync(_ => status);
        var thread = await desk.ThreadAsync();
        var said = await desk.Admin.SaidAsync(thread.Ticket, Reply().With("actions", new JsonArray(Call(other.Url), Call(other.Url))));
        var held = await desk.AfterCallsAsync(thread.Ticket, said);
        Assert.Equal(["error", "skipped"], held.Statuses());
        Assert.Equal("The action http failed: The receiver answered 500.", (string?)held["last_sending_error"]!["error"]);
        Assert.NotNull(held["failed_datetime"]);
        // Somebody waits for the message, and decides; nobody tries again behind their back.
        Assert.Single(other.Calls);
        Assert.Equal(["error", "skipped"], (await desk.CallEventsAsync(thread.Ticket)).Select(told => (string?)told["status"]));

        var again = (await desk.Admin.PutJsonAsync($"/api/tickets/{thread.Ticket}/messages/{said["id"]}?action=retry", Unchanged)).Is(HttpStatusCode.Accepted);
        Assert.Equal(["pending", "pending"], again.Statuses());
        Assert.Null(again["failed_datetime"]);
        Assert.Equal(["error", "skipped"], (await desk.AfterCallsAsync(thread.Ticket, said)).Statuses());
        Assert.Equal(2, other.Calls.Count);

        status = 204;
        (await desk.Admin.PutJsonAsync($"/api/tickets/{thread.Ticket}/messages/{said["id"]}?action=retry", Unchanged)).Is(HttpStatusCode.Accepted);
        var sent = await desk.SentAsync(thread.Ticket, (long)said["id"]!);
        Assert.Equal(["success", "success"], sent.Statuses());
        Assert.Null(sent["last_sending_error"]);
        Assert.Equal(4, other.Calls.Count);

        status = 404;
        var second = await desk.Admin.SaidAsync(thread.Ticket, Reply().With("actions", new JsonArray(Call(other.Url))));
        await desk.AfterCallsAsync(thread.Ticket, second);
        (await desk.Admin.PutJsonAsync($"/api/tickets/{thread.Ticket}/messages/{second["id"]}?action=force", Unchanged)).Is(HttpStatusCode.Accepted);
        Assert.Equal(["skipped"], (await desk.SentAsync(thread.Ticket, (long)second["id"]!)).Statuses());
    }

    [Theory]
    [InlineData("?action=force", "skipped skipped", 2)]
    [InlineData("?action=retry", "error skipped", 2)]
    public async Task The_policy_of_a_new_message_says_what_a_failed_call_means(string policy, string statuses, int made)
    {
        await using var other = await WebhookReceiver.StartAsync(_ => 400);
        var thread = await desk.ThreadAsync();
        var said = (await desk.Admin.SayAsync(thread.Ticket, Reply().With("actions", new JsonArray(Call(other.Url), Call(other.Url))), policy)).Is(HttpStatusCode.Created);
        var ended = await desk.EndOfSendingAsync(thread.Ticket, (long)said["id"]!);
        Assert.Equal(statuses, string.Join(' ', ended.Statuses()));
        Assert.Equal(made, other.Calls.Count);
        Assert.Equal(policy is "?action=force", ended["sent_datetime"] is not null);
    }

    [Fact]
    public async Task A_message_that_is_to_be_cancelled_with_its_call_is_gone_when_that_fails()
    {
        await using var other = await WebhookReceiver.StartAsync(_ => 400);
        var thread = await desk.ThreadAsync();
        var said = (await desk.Admin.SayAsync(thread.Ticket, Reply().With("actions", new JsonArray(Call(other.Url))), "?action=cancel")).Is(HttpStatusCode.Created);
        await desk.CallsMadeAsync();
        (await desk.Admin.MessageAsync(thread.Ticket, (long)said["id"]!)).Is(HttpStatusCode.NotFound);
        Assert.DoesNotContain(desk.Outbox().Sent, sent => sent.TicketId == thread.Ticket);
    }

    [Fact]
    public async Task A_message_that_is_deleted_takes_its_open_calls_along()
    {
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var other = await WebhookReceiver.StartAsync((call, http) => call.Place == 1 ? mayAnswer.Task : Task.CompletedTask);
        var thread = await desk.ThreadAsync();
        var said = await desk.Admin.SaidAsync(thread.Ticket, Reply().With("actions", new JsonArray(Call(other.Url), Call(other.Url))));
        await UntilAsync(() => Task.FromResult(other.Calls.Count == 1));
        (await desk.Admin.DeleteJsonAsync($"/api/tickets/{thread.Ticket}/messages/{said["id"]}")).Is(HttpStatusCode.NoContent);
        mayAnswer.SetResult();
        await desk.CallsMadeAsync();
        Assert.Single(other.Calls);
    }

    [Fact]
    public async Task A_note_brings_calls_too_and_shows_how_they_went()
    {
        await using var other = await WebhookReceiver.StartAsync(call => call.Target.EndsWith("bad", StringComparison.Ordinal) ? 400 : 200);
        var thread = await desk.ThreadAsync();
        var said = await desk.Admin.SaidAsync(thread.Ticket, Note().With("actions", new JsonArray(Call(other.Url), Call($"{other.Url}/bad"))));
        Assert.Equal(["success", "error"], (await desk.AfterCallsAsync(thread.Ticket, said)).Statuses());
    }

    [Theory]
    [InlineData("""{"url": "http://10.1.2.3/"}""", "url: ")]
    [InlineData("""{"url": "https://{{ticket.subject}}/"}""", "url: The scheme and the host must be written out")]
    [InlineData("""{}""", "url: Missing data")]
    [InlineData("""{"url": "https://a.example/", "method": "BREW"}""", "method: Must be one of")]
    [InlineData("""{"url": "https://a.example/", "json": {"a": "{{ticket.}}"}}""", "json.a: ")]
    [InlineData("""{"url": "https://a.example/", "form": {"a": "{{ticket.}}"}}""", "form.a: ")]
    [InlineData("""{"url": "https://a.example/", "params": {"a": "{{ticket.}}"}}""", "params.a: ")]
    [InlineData("""{"url": "https://a.example/", "params": "a=b"}""", "params: Not a valid mapping type.")]
    [InlineData("""{"url": "https://a.example/", "headers": {"Host": "b.example"}}""", "headers.Host: ")]
    [InlineData("""{"url": "https://a.example/", "headers": {"X-Antiphon-Origin": "a/rule-1"}}""", "headers.X-Antiphon-Origin: ")]
    [InlineData("""{"url": "https://a.example/", "content_type": "text/xml"}""", "content_type: Must be one of")]
    public async Task A_call_that_makes_no_sense_fails_at_once_and_names_the_argument(string arguments, string reason)
    {
        var thread = await desk.ThreadAsync();
        var said = await desk.Admin.SaidAsync(thread.Ticket, Note().With("actions", new JsonArray(Samples.Action("http", JsonNode.Parse(arguments)!.AsObject()))));
        var error = said["actions"]![0]!["error"]!;
        Assert.Equal("invalid-arguments", (string?)error["cause"]);
        Assert.StartsWith(reason, (string?)error["msg"], StringComparison.Ordinal);
    }
}
