using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Agents;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Channels;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Identity;
using Antiphon.Tickets.Snooze;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Integrations.Delivery;

/// <summary>One scenario for each thing that webhooks tell: exactly one delivery, with what the receiver relies on.</summary>
public sealed class WebhookEventTests(HookDesk hooks) : IClassFixture<HookDesk>, IAsyncLifetime
{
    private readonly Desk desk = hooks.Desk;
    private WebhookReceiver receiver = null!;

    public async ValueTask InitializeAsync() => receiver = await WebhookReceiver.StartAsync();

    public ValueTask DisposeAsync() => receiver.DisposeAsync();

    [Fact]
    [Trait("row", "C01")]
    public async Task A_new_ticket_is_told_once_and_an_imported_one_is_not()
    {
        await using var hook = await HookAsync("ticket-created");
        var ticket = await desk.Admin.OpenTicketAsync(body => body["tags"] = new JsonArray(new JsonObject { ["name"] = "told" }));
        await desk.Admin.OpenTicketAsync(body => body["imported"] = true);
        var call = await OneAsync();
        Assert.Equal(["application/json", "application/json", "Antiphon-Webhooks/1.0"], new[] { "Content-Type", "Accept", "User-Agent" }.Select(call.Header));
        Assert.Equal(("POST", "/hook", "ticket-created"), (call.Method, call.Target, call.Type));
        var told = call["ticket"]!;
        Assert.Equal((long)ticket["id"]!, (long)told["id"]!);
        Assert.Equal("acme", (string?)told["account"]!["domain"]);
        foreach (var absent in new[] { "events", "excerpt", "messages_count", "is_unread" })
        {
            Assert.False(told.AsObject().ContainsKey(absent), absent);
        }

        foreach (var same in new[] { "subject", "status", "priority", "channel", "tags", "reply_options", "customer", "created_datetime", "uri" })
        {
            Assert.True(JsonNode.DeepEquals(ticket[same], told[same]), same);
        }

        Assert.Equal("Where is my parcel?", (string?)told["messages"]![0]!["text"]);
        Assert.True(JsonNode.DeepEquals(told["first_message"], call["message"]) && JsonNode.DeepEquals(told["last_message"], call["message"]));
        Assert.False(call["message"]!.AsObject().ContainsKey("macros"));
        Assert.Equal(("ticket-created", "Ticket"), ((string?)call["event"]!["type"], (string?)call["event"]!["object_type"]));
        Assert.Equal($"{call["event"]!["id"]}", call.Header("X-Antiphon-Event-Id"));
    }

    [Fact]
    [Trait("row", "C02")]
    public async Task A_change_of_a_ticket_is_told_once_and_no_change_is_not()
    {
        var ticket = (long)(await desk.Admin.OpenTicketAsync())["id"]!;
        await using var hook = await HookAsync("ticket-updated");
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", new { subject = "Order has not shipped" })).Is(HttpStatusCode.Accepted);
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", new { subject = "Again", priority = "high" })).Is(HttpStatusCode.Accepted);
        var call = await OneAsync();
        Assert.Equal(("Again", "high"), ((string?)call["ticket"]!["subject"], (string?)call["ticket"]!["priority"]));
        Assert.Null(call["message"]);
        Assert.Null(call["event"]!["data"]);
        (await desk.Admin.PostJsonAsync($"/api/tickets/{ticket}/tags", new { names = new[] { "came" } })).Is(HttpStatusCode.Created);
        await desk.SettledAsync();
        var tag = receiver.Calls[^1]["ticket"]!["tags"]![0]!["id"];
        Assert.Equal($$"""{"tags_added":[{{tag}}]}""", receiver.Calls[^1]["event"]!["data"]!.ToJsonString());
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", new { tags = Array.Empty<object>() })).Is(HttpStatusCode.Accepted);
        await desk.SettledAsync();
        Assert.Equal($$"""{"tags_removed":[{{tag}}]}""", receiver.Calls[^1]["event"]!["data"]!.ToJsonString());
    }

    [Fact]
    [Trait("row", "C03")]
    public async Task A_deleted_ticket_is_told_with_what_was_last_known()
    {
        await using var hook = await HookAsync("ticket-deleted");
        var ticket = (long)(await desk.Admin.OpenTicketAsync())["id"]!;
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", new { status = "closed" })).Is(HttpStatusCode.Accepted);
        (await desk.Admin.DeleteJsonAsync($"/api/tickets/{ticket}")).Is(HttpStatusCode.NoContent);
        var told = (await OneAsync())["ticket"]!;
        Assert.Equal((ticket, "Order has not shipped", "closed"), ((long)told["id"]!, (string?)told["subject"], (string?)told["status"]));
        Assert.True(WireDate.TryParse((string?)told["closed_datetime"], out _));
    }

    [Fact]
    [Trait("row", "C04")]
    public async Task A_public_reply_and_a_note_are_told_and_told_apart()
    {
        var (email, ticket) = await TicketAsync();
        await using var hook = await HookAsync("ticket-message-created");
        (await desk.Admin.PostJsonAsync($"/api/tickets/{ticket}/messages", Samples.IncomingEmail(email, "One more thing"))).Is(HttpStatusCode.Created);
        (await desk.Admin.PostJsonAsync($"/api/tickets/{ticket}/messages", Samples.Note("A secret"))).Is(HttpStatusCode.Created);
        await desk.SettledAsync();
        Assert.Equal([(true, "One more thing"), (false, "A secret")], receiver.Calls.Select(call => ((bool)call["message"]!["public"]!, (string?)call["message"]!["text"])));
        Assert.Equal([1, 2], receiver.Calls.Select(call => call.Sequence));
        Assert.All(receiver.Calls, call => Assert.Equal(ticket, (long)call["ticket"]!["id"]!));
    }

    [Fact]
    [Trait("row", "C05")]
    public async Task A_deleted_message_is_told_once()
    {
        var (_, ticket) = await TicketAsync();
        await using var hook = await HookAsync("ticket-message-deleted");
        var message = (long)(await desk.Admin.PostJsonAsync($"/api/tickets/{ticket}/messages", Samples.Note("Oops"))).Is(HttpStatusCode.Created)["id"]!;
        (await desk.Admin.DeleteJsonAsync($"/api/tickets/{ticket}/messages/{message}")).Is(HttpStatusCode.NoContent);
        var call = await OneAsync();
        Assert.Equal((message, ticket), ((long)call["message"]!["id"]!, (long)call["ticket"]!["id"]!));
        Assert.NotNull(call["message"]!["deleted_datetime"]);
    }

    [Fact]
    [Trait("row", "C06")]
    public async Task A_new_customer_is_told_also_when_a_message_brings_one()
    {
        await using var hook = await HookAsync("customer-created");
        var email = Samples.NewEmail();
        (await desk.Admin.PostJsonAsync("/api/customers", new { name = "John Smith", email })).Is(HttpStatusCode.Created);
        var (other, _) = await TicketAsync();
        await desk.SettledAsync();
        Assert.Equal([email, other], receiver.Calls.Select(call => (string?)call["customer"]!["email"]));
    }

    [Fact]
    [Trait("row", "C07")]
    public async Task A_change_of_a_customer_is_told_once_and_no_change_is_not()
    {
        var customer = (long)(await desk.Admin.PostJsonAsync("/api/customers", new { name = "John Smith", email = Samples.NewEmail() })).Is(HttpStatusCode.Created)["id"]!;
        await using var hook = await HookAsync("customer-updated");
        (await desk.Admin.PutJsonAsync($"/api/customers/{customer}", new { name = "John Smith" })).Is(HttpStatusCode.Accepted);
        (await desk.Admin.PutJsonAsync($"/api/customers/{customer}", new { note = "prefers phone" })).Is(HttpStatusCode.Accepted);
        Assert.Equal("prefers phone", (string?)(await OneAsync())["customer"]!["note"]);
    }

    [Fact]
    [Trait("row", "C08")]
    public async Task A_merge_names_both_customers()
    {
        var (source, target) = (await CustomerAsync(), await CustomerAsync());
        await using var hook = await HookAsync("customer-merged");
        (await desk.Admin.PutJsonAsync($"/api/customers/merge?source_id={source}&target_id={target}", new { })).Is(HttpStatusCode.Accepted);
        var call = await OneAsync();
        Assert.Equal((source, target), ((long)call["event"]!["data"]!["source_id"]!, (long)call["event"]!["data"]!["target_id"]!));
        Assert.Equal(target, (long)call["customer"]!["id"]!);
    }

    [Fact]
    [Trait("row", "C09")]
    public async Task A_deleted_customer_is_an_id_and_nothing_else()
    {
        var customer = await CustomerAsync();
        await using var hook = await HookAsync("customer-deleted");
        (await desk.Admin.DeleteJsonAsync($"/api/customers/{customer}")).Is(HttpStatusCode.NoContent);
        var call = await OneAsync();
        Assert.Equal($$"""{"id":{{customer}}}""", call["customer"]!.ToJsonString());
        Assert.Null(call["event"]!["data"]);
        Assert.DoesNotContain("@mail.example", call.Text, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("row", "C10")]
    public async Task A_user_is_told_when_it_comes_and_when_it_goes()
    {
        await using var hook = await HookAsync("user-created", "user-deleted");
        var user = (long)(await desk.Admin.PostJsonAsync("/api/users", new { email = "lee@staff.example", name = "Lee Ott", role = new { name = "basic-agent" } })).Is(HttpStatusCode.Created)["id"]!;
        await desk.SettledAsync();
        (await desk.Admin.DeleteJsonAsync($"/api/users/{user}")).Is(HttpStatusCode.NoContent);
        await desk.SettledAsync();
        Assert.Equal(["user-created", "user-deleted"], receiver.Calls.Select(call => call.Type));
        Assert.Equal(("lee@staff.example", "basic-agent"), ((string?)receiver.Calls[0]["user"]!["email"], (string?)receiver.Calls[0]["user"]!["role"]!["name"]));
        Assert.Equal($$"""{"id":{{user}}}""", receiver.Calls[1]["user"]!.ToJsonString());
    }

    [Fact]
    [Trait("row", "C11")]
    public async Task A_tag_is_told_however_it_is_born_and_when_it_changes()
    {
        var (_, ticket) = await TicketAsync();
        await using var hook = await HookAsync("tag-created", "tag-updated");
        var tag = (long)(await desk.Admin.PostJsonAsync("/api/tags", new { name = "vip" })).Is(HttpStatusCode.Created)["id"]!;
        (await desk.Admin.PostJsonAsync($"/api/tickets/{ticket}/tags", new { names = new[] { "born by name" } })).Is(HttpStatusCode.Created);
        await desk.SettledAsync();
        (await desk.Admin.PutJsonAsync($"/api/tags/{tag}", new { name = "VIP" })).Is(HttpStatusCode.Accepted);
        await desk.SettledAsync();
        Assert.True(JsonNode.DeepEquals(new JsonObject { ["old_name"] = "vip", ["new_name"] = "VIP" }, receiver.Calls[^1]["event"]!["data"]), receiver.Calls[^1].Text);
        Assert.Equal(["tag-created born by name", "tag-created vip", "tag-updated VIP"], receiver.Calls.Select(call => $"{call.Type} {call["tag"]!["name"]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    [Trait("row", "C12")]
    public async Task An_integration_is_told_when_it_comes_and_when_it_goes_without_its_secrets()
    {
        await using var hook = await HookAsync("integration-created", "integration-deleted");
        // Two integrations are two subjects, which no order binds.
        await desk.SettledAsync();
        var body = Samples.Integration("Order desk");
        body["http"]!["hmac_secret"] = "very-secret-7";
        var other = (long)(await desk.Admin.PostJsonAsync("/api/integrations", body)).Is(HttpStatusCode.Created)["id"]!;
        await desk.SettledAsync();
        (await desk.Admin.DeleteJsonAsync($"/api/integrations/{other}")).Is(HttpStatusCode.NoContent);
        await desk.SettledAsync();
        Assert.Equal(["integration-created", "integration-created", "integration-deleted"], receiver.Calls.Select(call => call.Type));
        Assert.All(receiver.Calls.Skip(1), call => Assert.Equal($$"""{"id":{{other}},"type":"http","name":"Order desk"}""", call["integration"]!.ToJsonString()));
        Assert.All(receiver.Calls, call => Assert.DoesNotContain("secret", call.Text, StringComparison.Ordinal));
    }

    [Fact]
    [Trait("row", "C13")]
    public async Task A_snooze_that_is_over_is_told_once()
    {
        var clock = new TestClock();
        await using var own = await Desk.StartAsync(builder =>
        {
            Hooks.Allow(builder);
            builder.Services.AddSingleton<TimeProvider>(clock);
        });
        await own.HookAsync(receiver, ["ticket-self-unsnoozed", "ticket-status-updated"]);
        var ticket = (long)(await own.Admin.OpenTicketAsync())["id"]!;
        (await own.Admin.PutJsonAsync($"/api/tickets/{ticket}", new { snooze_datetime = WireDate.Format(clock.GetUtcNow().AddHours(2)) })).Is(HttpStatusCode.Accepted);
        await own.SettledAsync();
        var waker = own.Services.GetRequiredService<WakeTickets>();
        clock.Advance(TimeSpan.FromMinutes(119));
        Assert.Equal(0, await waker.RunAsync(TestContext.Current.CancellationToken));
        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await waker.RunAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, await waker.RunAsync(TestContext.Current.CancellationToken));
        await own.SettledAsync();
        Assert.Equal(["ticket-status-updated closed", "ticket-self-unsnoozed open", "ticket-status-updated open"], receiver.Calls.Select(call => $"{call.Type} {call["ticket"]!["status"]}").OrderBy(text => text.EndsWith("open", StringComparison.Ordinal)).ThenBy(text => text, StringComparer.Ordinal));
        Assert.Equal("open", (string?)receiver.Calls.Last(call => call.Type is "ticket-status-updated")["event"]!["data"]!["status"]);
        Assert.Null(receiver.Calls[^1]["ticket"]!["snooze_datetime"]);
    }

    [Fact]
    [Trait("row", "C13")]
    public async Task A_message_that_could_not_be_sent_is_told_once()
    {
        var (email, ticket) = await TicketAsync();
        await using var hook = await HookAsync("ticket-message-failed");
        desk.Outbox().Answer(_ => new SendOutcome.Refused("550 mailbox unavailable"));
        var reply = (await desk.Admin.PostJsonAsync($"/api/tickets/{ticket}/messages", new JsonObject
        {
            ["channel"] = "email",
            ["via"] = "api",
            ["from_agent"] = true,
            ["source"] = new JsonObject { ["type"] = "email", ["from"] = new JsonObject { ["address"] = "help@acme.example" }, ["to"] = new JsonArray(new JsonObject { ["address"] = email }) },
            ["body_text"] = "Sorry",
        })).Is(HttpStatusCode.Created);
        await desk.EndOfSendingAsync(ticket, (long)reply["id"]!);
        desk.Outbox().Answer(_ => new SendOutcome.Sent());
        var told = (await OneAsync())["message"]!;
        Assert.Equal((long)reply["id"]!, (long)told["id"]!);
        Assert.NotNull(told["failed_datetime"]);
        Assert.Equal("550 mailbox unavailable", (string?)told["last_sending_error"]!["error"]);
    }

    [Fact]
    [Trait("row", "C13")]
    public async Task An_assignment_and_a_status_are_told_by_their_own_names()
    {
        var (_, ticket) = await TicketAsync();
        var agent = (long)(await desk.Admin.GetJsonAsync("/api/users?limit=1"))["data"]![0]!["id"]!;
        await using var hook = await HookAsync("ticket-assignment-updated", "ticket-status-updated");
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", new { assignee_user = new { id = agent } })).Is(HttpStatusCode.Accepted);
        await desk.SettledAsync();
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", new { assignee_user = (object?)null })).Is(HttpStatusCode.Accepted);
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", new { status = "closed" })).Is(HttpStatusCode.Accepted);
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", new { status = "closed" })).Is(HttpStatusCode.Accepted);
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", new { status = "open" })).Is(HttpStatusCode.Accepted);
        await desk.SettledAsync();
        Assert.Equal(["ticket-assignment-updated", "ticket-assignment-updated", "ticket-status-updated", "ticket-status-updated"], receiver.Calls.Select(call => call.Type));
        Assert.Equal(agent, (long)receiver.Calls[0]["event"]!["data"]!["assignee_user_id"]!);
        Assert.Equal(agent, (long)receiver.Calls[0]["ticket"]!["assignee_user_id"]!);
        Assert.Equal(["closed", "open"], receiver.Calls.Skip(2).Select(call => (string?)call["event"]!["data"]!["status"]));
        Assert.Equal([1, 2, 3, 4], receiver.Calls.Select(call => call.Sequence));
    }

    [Fact]
    [Trait("row", "C13")]
    public async Task A_handover_to_people_is_told_once()
    {
        var (_, ticket) = await TicketAsync();
        var agent = await desk.AgentAsync("tickets:read+write");
        using var caller = agent.Caller;
        var team = (long)(await desk.Admin.PostJsonAsync("/api/teams", new { name = "People" })).Is(HttpStatusCode.Created)["id"]!;
        await using var hook = await HookAsync("ticket-handed-over");
        // Taking it is no handing over, and neither is what people do among themselves.
        (await caller.PutJsonAsync($"/api/tickets/{ticket}", new { assignee_user = new { id = agent.UserId } })).Is(HttpStatusCode.Accepted);
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", new { assignee_user = new { id = desk.Account.OwnerUserId } })).Is(HttpStatusCode.Accepted);
        (await caller.PutJsonAsync($"/api/tickets/{ticket}", new { assignee_team = new { id = team } })).Is(HttpStatusCode.Accepted);
        var call = await OneAsync();
        Assert.Equal((ticket, team), ((long)call["ticket"]!["id"]!, (long)call["ticket"]!["assignee_team_id"]!));
        Assert.Equal(agent.UserId, (long)call["event"]!["user_id"]!);
    }

    [Fact]
    [Trait("row", "C10")]
    public async Task A_user_who_comes_and_goes_in_one_moment_is_an_id_when_gone()
    {
        var user = (long)(await desk.Admin.PostJsonAsync("/api/users", new { email = "brief@staff.example", name = "Bo Brief", role = new { name = "basic-agent" } })).Is(HttpStatusCode.Created)["id"]!;
        await desk.SettledAsync();
        await using var hook = await HookAsync("user-created", "user-deleted");
        await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync(
            EventLog.Of(Actor.System(desk.Account.Id), services.GetRequiredService<TimeProvider>().Now(), [new(EventType.UserCreated, EventObject.User, user), new(EventType.UserDeleted, EventObject.User, user)]),
            CancellationToken.None));
        await Threads.UntilAsync(() => Task.FromResult(receiver.Calls.Count == 2));
        Assert.Equal("Bo Brief", (string?)receiver.Calls[0]["user"]!["name"]);
        Assert.Equal($$"""{"id":{{user}}}""", receiver.Calls[1]["user"]!.ToJsonString());
    }

    private async Task<Hook> HookAsync(params string[] triggers) => new(desk, await desk.HookAsync(receiver, triggers));

    /// <summary>The one call that came, and no second one.</summary>
    private async Task<ReceivedCall> OneAsync()
    {
        await Threads.UntilAsync(() => Task.FromResult(receiver.Calls.Count > 0));
        await desk.SettledAsync();
        return Assert.Single(receiver.Calls);
    }

    private async Task<long> CustomerAsync() => (long)(await desk.Admin.PostJsonAsync("/api/customers", new { name = "John Smith", email = Samples.NewEmail() })).Is(HttpStatusCode.Created)["id"]!;

    private async Task<(string Email, long Ticket)> TicketAsync()
    {
        var ticket = await desk.Admin.OpenTicketAsync();
        return ((string)ticket["customer"]!["email"]!, (long)ticket["id"]!);
    }

    /// <summary>Other tests of the desk must not reach a receiver that is gone.</summary>
    private sealed class Hook(Desk desk, long id) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => (await desk.Admin.DeleteJsonAsync($"/api/integrations/{id}")).Is(HttpStatusCode.NoContent);
    }
}
