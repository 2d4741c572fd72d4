using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Integrations.Delivery;

/// <summary>What becomes of deliveries whose receivers do not work.</summary>
public sealed class DeliveryTests
{
    [Fact]
    [Trait("row", "C16")]
    public async Task A_receiver_that_fails_twice_gets_it_at_the_third_attempt()
    {
        await using var receiver = await WebhookReceiver.StartAsync(call => call.Header("X-Antiphon-Attempt") is "3" ? 200 : 500);
        await using var desk = await StartAsync(("Webhooks:Retries", "0.05s,0.05s"));
        var hook = await desk.HookAsync(receiver, ["ticket-created"]);
        await desk.Admin.OpenTicketAsync();
        await desk.SettledAsync();
        Assert.Equal([("delivered", 3, null)], await desk.DeliveriesAsync(hook));
        Assert.Equal(["1", "2", "3"], receiver.Calls.Select(call => call.Header("X-Antiphon-Attempt")));
        Assert.Single(receiver.Calls.Select(call => call.Header("webhook-id")).Distinct());
        Assert.Single(receiver.Calls.Select(call => call.Text).Distinct());
    }

    [Fact]
    [Trait("row", "C16")]
    public async Task Retry_after_is_honoured_and_other_answers_end_it()
    {
        var answers = new Dictionary<string, int> { ["limited"] = 429, ["wrong"] = 404, ["moved"] = 302 };
        await using var receiver = await WebhookReceiver.StartAsync((call, http) =>
        {
            http.Response.StatusCode = answers[(string)call["ticket"]!["subject"]!];
            http.Response.Headers.RetryAfter = "3600";
            http.Response.Headers.Location = "http://127.0.0.1/";
            return Task.CompletedTask;
        });
        await using var desk = await StartAsync(("Webhooks:Retries", "0.05s,0.05s"));
        var hook = await desk.HookAsync(receiver, ["ticket-created"]);
        foreach (var subject in answers.Keys)
        {
            await desk.Admin.OpenTicketAsync(body => body["subject"] = subject);
        }

        await Threads.UntilAsync(async () => (await desk.DeliveriesAsync(hook)) is [_, { State: "failed" }, { State: "failed" }] && receiver.Calls.Count == 3);
        await Threads.UntilAsync(async () => (await desk.DeliveriesAsync(hook))[0].Error is not null);
        Assert.Equal([("pending", 1, "The receiver answered 429."), ("failed", 1, "The receiver answered 404."), ("failed", 1, "The receiver answered 302.")], await desk.DeliveriesAsync(hook));
        var due = await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
            $"select due_at - now() > interval '59 minutes' from deliveries where account_id = {desk.Account.Id} and state = 'pending'", row => row.GetBoolean(0), CancellationToken.None));
        Assert.True(due);
    }

    [Fact]
    [Trait("row", "C16")]
    public async Task A_run_of_failures_switches_the_integration_off_and_its_owner_is_told()
    {
        var works = false;
        await using var receiver = await WebhookReceiver.StartAsync(_ => Volatile.Read(ref works) ? 200 : 500);
        await using var desk = await StartAsync(("Webhooks:Retries", "0.02s"), ("Webhooks:DeactivateAfter", "20"));
        var hook = await desk.HookAsync(receiver, ["ticket-created"]);
        for (var i = 0; i < 19; i++)
        {
            await desk.Admin.OpenTicketAsync();
        }

        await desk.SettledAsync();
        // Each delivery had two attempts and counts once; at 2 of 20 there was a warning.
        Assert.Equal((19, false), await HealthAsync(desk, hook));
        await Threads.UntilAsync(() => Task.FromResult(desk.Outbox().Sent.Count == 1));
        Assert.Equal("The integration “hook” does not answer", desk.Outbox().Sent[0].Subject);
        Assert.Equal(Desk.AdminEmail, desk.Outbox().Sent[0].Source!.Value.GetProperty("to")[0].GetProperty("address").GetString());

        // Whoever mends the receiver in time says so.
        (await desk.Admin.PutJsonAsync($"/api/integrations/{hook}", new { deactivated_datetime = (string?)null })).Is(HttpStatusCode.OK);
        Assert.Equal((0, false), await HealthAsync(desk, hook));
        await desk.Admin.OpenTicketAsync();
        await desk.SettledAsync();
        Assert.Equal((1, false), await HealthAsync(desk, hook));
        Volatile.Write(ref works, true);
        await desk.Admin.OpenTicketAsync();
        await desk.SettledAsync();
        Assert.Equal((0, false), await HealthAsync(desk, hook));

        Volatile.Write(ref works, false);
        for (var i = 0; i < 20; i++)
        {
            await desk.Admin.OpenTicketAsync();
        }

        await Threads.UntilAsync(async () => (await HealthAsync(desk, hook)).IsOff);
        await Threads.UntilAsync(() => Task.FromResult(desk.Outbox().Sent.Count == 3));
        Assert.Equal("The integration “hook” was switched off", desk.Outbox().Sent[2].Subject);
        Assert.Equal(["integration-created", "integration-deactivated"], await desk.EventsOfAsync("Integration", hook));
        var calls = receiver.Calls.Count;
        await desk.Admin.OpenTicketAsync();
        await desk.SettledAsync();
        Assert.Equal(calls, receiver.Calls.Count);

        // One click.
        Volatile.Write(ref works, true);
        (await desk.Admin.PutJsonAsync($"/api/integrations/{hook}", new { deactivated_datetime = (string?)null })).Is(HttpStatusCode.OK);
        Assert.Equal((0, false), await HealthAsync(desk, hook));
        await desk.Admin.OpenTicketAsync();
        await desk.SettledAsync();
        Assert.Equal(calls + 1, receiver.Calls.Count);
    }

    [Fact]
    [Trait("row", "C16")]
    public async Task An_answer_410_switches_off_at_once()
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => 410);
        await using var desk = await StartAsync();
        var hook = await desk.HookAsync(receiver, ["ticket-created"]);
        await desk.Admin.OpenTicketAsync();
        await Threads.UntilAsync(async () => (await HealthAsync(desk, hook)).IsOff);
        await Threads.UntilAsync(() => Task.FromResult(desk.Outbox().Sent.Count == 1));
        Assert.Contains("410", desk.Outbox().Sent[0].BodyText, StringComparison.Ordinal);
        Assert.Single(receiver.Calls);
    }

    [Fact]
    public async Task A_receiver_that_hangs_delays_nobody_else()
    {
        var never = new TaskCompletionSource();
        await using var hanging = await WebhookReceiver.StartAsync((_, http) => never.Task.WaitAsync(http.RequestAborted));
        await using var working = await WebhookReceiver.StartAsync();
        await using var desk = await StartAsync(("Webhooks:PerHost", "2"), ("Webhooks:MaxParallel", "4"), ("Outgoing:Timeout", "00:00:30"), ("Webhooks:Lease", "00:01:30"));
        await desk.HookAsync(hanging, ["ticket-created"]);
        var hook = await desk.HookAsync(working, ["ticket-created"]);
        for (var i = 0; i < 8; i++)
        {
            await desk.Admin.OpenTicketAsync();
        }

        await Threads.UntilAsync(async () => (await desk.DeliveriesAsync(hook)) is { Count: 8 } all && all.TrueForAll(one => one.State is "delivered"));
        Assert.Equal(2, hanging.Calls.Count);
        never.SetResult();
        await desk.SettledAsync();
        Assert.Equal(8, hanging.Calls.Count);
    }

    [Fact]
    public async Task What_a_node_was_sending_when_it_died_is_sent_by_another_once_more()
    {
        var never = new TaskCompletionSource();
        await using var receiver = await WebhookReceiver.StartAsync((call, http) => call.Place == 1 ? never.Task.WaitAsync(http.RequestAborted) : Task.CompletedTask);
        await using var desk = await StartAsync(("Webhooks:Lease", "00:00:01"), ("Outgoing:Timeout", "00:00:20"));
        var hook = await desk.HookAsync(receiver, ["ticket-created"]);
        await desk.Admin.OpenTicketAsync();
        // A node that hangs with it is as good as dead: the other one takes it when its time is over.
        await using var other = await Node.StartAsync(desk.ConnectionString, builder => Hooks.Allow(builder, ("Webhooks:Lease", "00:00:01")));
        await desk.SettledAsync();
        never.SetResult();
        Assert.Equal(2, receiver.Calls.Count);
        Assert.Single(receiver.Calls.Select(call => call.Header("webhook-id")).Distinct());
        Assert.Equal(("delivered", 2, null), Assert.Single(await desk.DeliveriesAsync(hook)));
    }

    [Fact]
    public async Task What_a_node_has_taken_and_not_begun_when_it_stops_is_due_at_once()
    {
        var stopped = new TaskCompletionSource();
        await using var receiver = await WebhookReceiver.StartAsync((call, http) => call.Place == 1 ? stopped.Task.WaitAsync(http.RequestAborted) : Task.CompletedTask);
        var desk = await StartAsync(("Webhooks:PerHost", "1"), ("Webhooks:Lease", "01:00:00"));
        await using var other = DeskDataSource.Create(desk.ConnectionString);
        Task<List<(bool Sending, int Attempts)>> TakenAsync() => new DeskDb(other).ListAsync(
            $"select sending, attempts from deliveries where account_id = {desk.Account.Id} and state = 'pending' order by id", row => (row.GetBoolean(0), row.GetInt32(1)), CancellationToken.None);
        await desk.HookAsync(receiver, ["ticket-created"]);
        for (var i = 0; i < 3; i++)
        {
            await desk.Admin.OpenTicketAsync();
        }

        await Threads.UntilAsync(async () => await TakenAsync() is [(true, 1), (true, 1), (true, 1)] && receiver.Calls.Count == 1);
        var stopping = desk.DisposeAsync().AsTask();
        await Threads.UntilAsync(async () => await TakenAsync() is [(true, 1), (false, 0), (false, 0)]);
        stopped.SetResult();
        await stopping;
        Assert.Equal([(false, 0), (false, 0)], await TakenAsync());
        Assert.Single(receiver.Calls);
        await using var next = await Node.StartAsync(desk.ConnectionString, Hooks.Allow);
        await Threads.UntilAsync(async () => await TakenAsync() is []);
        Assert.Equal(["1", "1", "1"], receiver.Calls.Select(call => call.Header("X-Antiphon-Attempt")));
    }

    private static Task<Desk> StartAsync(params (string Name, string Value)[] settings) => Desk.StartAsync(builder => Hooks.Allow(builder, settings));

    private static Task<(int Failures, bool IsOff)> HealthAsync(Desk desk, long hook) => desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
        $"select failures, deactivated_at is not null from integrations where account_id = {desk.Account.Id} and id = {hook}", row => (row.GetInt32(0), row.GetBoolean(1)), CancellationToken.None));
}
