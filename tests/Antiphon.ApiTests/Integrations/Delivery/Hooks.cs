using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Integrations.Delivery;

/// <summary>Webhooks to receivers of this process.</summary>
internal static class Hooks
{
    /// <summary>Lets a server call receivers of this machine, and look often.</summary>
    public static void Allow(WebApplicationBuilder builder) => Allow(builder, []);

    public static void Allow(WebApplicationBuilder builder, params (string Name, string Value)[] settings) => builder.Configuration.AddInMemoryCollection(
    [
        new("Outgoing:AllowedNetworks", "127.0.0.0/8"),
        new("Webhooks:Poll", "00:00:00.200"),
        new("Events:Poll", "00:00:00.200"),
        .. settings.Select(setting => new KeyValuePair<string, string?>(setting.Name, setting.Value)),
    ]);

    /// <summary>An integration that calls a receiver at the triggers; <paramref name="change"/> changes its call.</summary>
    public static async Task<long> HookAsync(this Desk desk, WebhookReceiver receiver, string[] triggers, Action<JsonObject>? change = null)
    {
        var http = new JsonObject
        {
            ["url"] = receiver.Url,
            ["method"] = "POST",
            ["triggers"] = new JsonObject(triggers.Select(trigger => KeyValuePair.Create<string, JsonNode?>(trigger, true))),
        };
        change?.Invoke(http);
        return (long)(await desk.Admin.PostJsonAsync("/api/integrations", new JsonObject { ["name"] = "hook", ["type"] = "http", ["http"] = http })).Is(HttpStatusCode.Created)["id"]!;
    }

    /// <summary>Waits until no event is queued and no delivery is on its way.</summary>
    public static Task SettledAsync(this Desk desk) => Threads.UntilAsync(async () => await desk.PendingAsync() == 0);

    public static Task<long> PendingAsync(this Desk desk) => desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
        $"""
        select (select count(*) from event_queue where account_id = {desk.Account.Id} and consumer = 'webhooks')
          + (select count(*) from deliveries where account_id = {desk.Account.Id} and state = 'pending')
        """,
        row => row.GetInt64(0),
        CancellationToken.None));

    /// <summary>State, attempts and the last error of the deliveries to an integration, oldest first.</summary>
    public static Task<List<(string State, int Attempts, string? Error)>> DeliveriesAsync(this Desk desk, long integration) => desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ListAsync(
        $"select state, attempts, last_error from deliveries where account_id = {desk.Account.Id} and integration_id = {integration} order by id",
        row => (row.GetString(0), row.GetInt32(1), row.Text(2)),
        CancellationToken.None));
}

/// <summary>A desk that may call receivers of this machine.</summary>
public sealed class HookDesk : IAsyncLifetime
{
    public Desk Desk { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Desk = await Desk.StartAsync(Hooks.Allow);

    public ValueTask DisposeAsync() => Desk.DisposeAsync();
}
