using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Client;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Integrations.Delivery.Log;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Integrations.Delivery;

/// <summary>What was sent can be looked at, tried out and sent again.</summary>
[Trait("row", "C17")]
public sealed class DeliveryLogTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_attempt_is_in_the_log_without_secrets()
    {
        await using var receiver = await WebhookReceiver.StartAsync((call, http) =>
        {
            http.Response.StatusCode = call.Place == 1 ? 500 : 200;
            http.Response.Headers["Set-Cookie"] = "session=abc";
            return http.Response.WriteAsync(new string('x', 20_000), http.RequestAborted);
        });
        await using var desk = await StartAsync();
        var hook = await desk.HookAsync(receiver, ["ticket-created"], http =>
        {
            http["url"] += "?token=supersecret&page=2";
            http["headers"] = new JsonObject { ["Authorization"] = "Bearer verysecret", ["x-shop"] = "acme" };
            http["hmac_secret"] = "signing-secret";
        });
        await desk.Admin.OpenTicketAsync();
        await desk.SettledAsync();
        using var client = Client(desk);
        var delivery = Assert.Single(await ListAsync(client, hook));
        Assert.Equal((DeliveryStatus.Delivered, 2, 200, null), (delivery.Status, delivery.Attempts, delivery.LastStatus, delivery.LastError));
        Assert.Equal(receiver.Calls[0].Header("webhook-id"), $"{delivery.Uid}");
        var detail = await client.Integrations.GetDeliveryAsync(hook, delivery.Id, cancellationToken: Token);
        Assert.Equal(receiver.Calls[1].Text, detail.Body);
        Assert.Equal([500, 200], detail.Attempts.Select(attempt => attempt.Status));
        Assert.Equal(["The receiver answered 500.", null], detail.Attempts.Select(attempt => attempt.Error));
        var last = detail.Attempts[1];
        Assert.Equal(16 * 1024, last.ResponseBody!.Length);
        Assert.Equal("acme", last.RequestHeaders.GetProperty("x-shop").GetString());
        Assert.Equal("2", last.RequestHeaders.GetProperty("X-Antiphon-Attempt").GetString());
        Assert.EndsWith("?token=********&page=2".Replace("********", HttpIntegrationResource.Masked, StringComparison.Ordinal), last.Url, StringComparison.Ordinal);
        var text = (await desk.Admin.GetJsonAsync($"/api/integrations/{hook}/deliveries/{delivery.Id}")).Is(HttpStatusCode.OK).Body;
        foreach (var secret in new[] { "supersecret", "verysecret", "signing-secret", "session=abc" })
        {
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    [Trait("row", "N05")]
    public async Task Dead_letters_are_listed_and_replayed_one_by_one_or_by_range()
    {
        var works = false;
        await using var receiver = await WebhookReceiver.StartAsync(_ => Volatile.Read(ref works) ? 200 : 404);
        await using var desk = await StartAsync();
        var hook = await desk.HookAsync(receiver, ["ticket-created", "ticket-updated"]);
        var ticket = (long)(await desk.Admin.OpenTicketAsync())["id"]!;
        for (var i = 0; i < 3; i++)
        {
            (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", new { subject = $"{i}" })).Is(HttpStatusCode.Accepted);
        }

        await desk.SettledAsync();
        using var client = Client(desk);
        var dead = await ListAsync(client, hook, new DeliveryQuery { Status = DeliveryStatus.Failed, OrderBy = "created_datetime:asc" });
        Assert.Equal(["ticket-created", "ticket-updated", "ticket-updated", "ticket-updated"], dead.Select(delivery => delivery.EventType));
        Assert.Equal(3, (await ListAsync(client, hook, new DeliveryQuery { EventTypes = ["ticket-updated"] })).Count);
        Assert.Empty(await ListAsync(client, hook, new DeliveryQuery { Status = DeliveryStatus.Delivered }));

        Volatile.Write(ref works, true);
        var before = receiver.Calls.Count;
        await client.Integrations.ReplayDeliveryAsync(hook, dead[2].Id, cancellationToken: Token);
        await desk.SettledAsync();
        var replayed = Assert.Single(receiver.Calls.Skip(before));
        Assert.Equal(receiver.Calls[2].Text, replayed.Text);
        Assert.Equal(receiver.Calls[2].Header("webhook-id"), replayed.Header("webhook-id"));
        Assert.Equal("2", replayed.Header("X-Antiphon-Attempt"));

        var range = await client.Integrations.ReplayDeliveriesAsync(hook, new ReplayDeliveriesRequest(), cancellationToken: Token);
        Assert.Equal(new ReplayResource(3, HasMore: false), range);
        await desk.SettledAsync();
        Assert.Equal([1, 2, 4], receiver.Calls.Skip(before + 1).Select(call => call.Sequence));
        Assert.Empty(await ListAsync(client, hook, new DeliveryQuery { Status = DeliveryStatus.Failed }));
        Assert.Equal(0, (await client.Integrations.ReplayDeliveriesAsync(hook, new ReplayDeliveriesRequest(ToDatetime: new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero)), cancellationToken: Token)).Count);
    }

    [Fact]
    public async Task What_is_switched_off_or_on_its_way_is_not_replayed()
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => 503);
        await using var desk = await StartAsync(("Webhooks:Retries", "1h"));
        var hook = await desk.HookAsync(receiver, ["ticket-created"]);
        await desk.Admin.OpenTicketAsync();
        await Threads.UntilAsync(async () => (await desk.DeliveriesAsync(hook)) is [{ Attempts: 1, Error: not null }]);
        using var client = Client(desk);
        var waiting = Assert.Single(await ListAsync(client, hook));
        Assert.NotNull(waiting.DueDatetime);
        (await desk.Admin.PostJsonAsync($"/api/integrations/{hook}/deliveries/{waiting.Id}/replay", null)).Is(HttpStatusCode.Conflict);
        (await desk.Admin.PutJsonAsync($"/api/integrations/{hook}", new { deactivated_datetime = "2026-01-01T00:00:00" })).Is(HttpStatusCode.OK);
        (await desk.Admin.PostJsonAsync($"/api/integrations/{hook}/deliveries/replay", new { })).Is(HttpStatusCode.Conflict);
        (await desk.Admin.PostJsonAsync($"/api/integrations/{hook}/deliveries/replay", new { status = "pending", event_types = new[] { "ticket-exploded" } })).Is(HttpStatusCode.BadRequest);
        (await desk.Admin.GetJsonAsync($"/api/integrations/{Stock.Missing}/deliveries")).Is(HttpStatusCode.NotFound);
        (await desk.Admin.GetJsonAsync($"/api/integrations/{hook}/deliveries/{Stock.Missing}")).Is(HttpStatusCode.NotFound);
        using var agent = await desk.AsRoleAsync("agent");
        (await agent.GetJsonAsync($"/api/integrations/{hook}/deliveries")).Is(HttpStatusCode.Forbidden);
    }

    [Fact]
    [Trait("row", "P09")]
    public async Task A_test_event_is_sent_once_and_counts_for_nothing()
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => 500);
        await using var desk = await StartAsync(("Webhooks:DeactivateAfter", "1"));
        var ticket = await desk.Admin.OpenTicketAsync();
        var hook = await desk.HookAsync(receiver, []);
        using var client = Client(desk);
        var sent = await client.Integrations.TestAsync(hook, new TestIntegrationRequest(), cancellationToken: Token);
        await desk.SettledAsync();
        var call = Assert.Single(receiver.Calls);
        Assert.Equal(("0", "ticket-created"), (call.Header("X-Antiphon-Event-Id"), call.Type));
        Assert.Equal((long)ticket["id"]!, (long)call["ticket"]!["id"]!);
        Assert.True((bool)call["event"]!["data"]!["test"]!);
        var detail = await client.Integrations.GetDeliveryAsync(hook, sent.Id, cancellationToken: Token);
        Assert.Equal((DeliveryStatus.Failed, 1, 500), (detail.Delivery.Status, detail.Delivery.Attempts, detail.Delivery.LastStatus));
        Assert.Null((await client.Integrations.GetAsync(hook, cancellationToken: Token)).DeactivatedDatetime);
        foreach (var trigger in HttpIntegrationTrigger.Official.Concat(HttpIntegrationTrigger.Extensions))
        {
            await client.Integrations.TestAsync(hook, new TestIntegrationRequest(trigger), cancellationToken: Token);
        }

        await desk.SettledAsync();
        Assert.Equal(1 + HttpIntegrationTrigger.Official.Count + HttpIntegrationTrigger.Extensions.Count, receiver.Calls.Count);
    }

    [Fact]
    public async Task What_is_too_old_goes_and_what_waits_stays()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var desk = await StartAsync();
        var hook = await desk.HookAsync(receiver, ["ticket-created"]);
        await desk.Admin.OpenTicketAsync();
        await desk.Admin.OpenTicketAsync();
        await desk.SettledAsync();
        await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync(
            $"update deliveries set created_at = now() - interval '31 days' where account_id = {desk.Account.Id} and id = (select min(id) from deliveries where account_id = {desk.Account.Id})", Token));
        Assert.Equal(1, await desk.Services.GetRequiredService<DeliveryRetention>().SweepAsync(Token));
        Assert.Single(await desk.DeliveriesAsync(hook));
        var left = await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
            $"""
            select (select count(*) from delivery_bodies where account_id = {desk.Account.Id}), (select count(*) from delivery_attempts where account_id = {desk.Account.Id}),
              (select count(*) from delivery_sequences where account_id = {desk.Account.Id})
            """,
            row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)),
            Token));
        Assert.Equal((1, 1, 2), left);
    }

    private static Task<Desk> StartAsync(params (string Name, string Value)[] settings) => Desk.StartAsync(builder =>
    {
        Hooks.Allow(builder, ("Webhooks:Retries", "0.05s"));
        Hooks.Allow(builder, settings);
    });

    private static AntiphonClient Client(Desk desk) => new(desk.Address, AntiphonCredentials.ApiKey(Desk.AdminEmail, desk.AdminKey));

    private static async Task<List<DeliveryResource>> ListAsync(AntiphonClient client, long hook, DeliveryQuery? query = null)
    {
        var all = new List<DeliveryResource>();
        await foreach (var delivery in client.Integrations.ListDeliveriesAsync(hook, query, cancellationToken: Token))
        {
            all.Add(delivery);
        }

        return all;
    }
}
