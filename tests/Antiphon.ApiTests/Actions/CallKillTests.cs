using System.Net;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Integrations.Delivery;
using Antiphon.ApiTests.Messages;
using static Antiphon.ApiTests.Messages.Threads;

namespace Antiphon.ApiTests.Actions;

/// <summary>A call that was asked for is made, whoever dies meanwhile.</summary>
[Trait("row", "B08")]
[UnsupportedOSPlatform("windows")]
public sealed class CallKillTests
{
    [Fact]
    public async Task A_call_of_a_node_that_was_killed_is_made_by_another_and_its_message_leaves()
    {
        var never = new TaskCompletionSource();
        await using var other = await WebhookReceiver.StartAsync((call, http) => call.Place == 1 ? never.Task.WaitAsync(http.RequestAborted) : Task.CompletedTask);
        var connectionString = await Desk.NewDatabaseAsync();
        Messages.Thread thread;
        System.Net.Http.Headers.AuthenticationHeaderValue? authorization;
        await using (var desk = await Desk.StartAsync(connectionString: connectionString))
        {
            thread = await desk.ThreadAsync();
            authorization = desk.Admin.DefaultRequestHeaders.Authorization;
        }

        long message;
        await using (var node = await NodeProcess.StartAsync(connectionString, ("Outgoing:AllowedNetworks", "127.0.0.0/8"), ("Webhooks:Lease", "00:00:01")))
        {
            using var caller = new HttpClient { BaseAddress = node.Address, DefaultRequestHeaders = { Authorization = authorization } };
            var said = await caller.SaidAsync(thread.Ticket, Reply().With("actions", new JsonArray(Called.Call(other.Url, new JsonObject
            {
                ["headers"] = new JsonObject { ["X-Key"] = "word-4711" },
                ["json"] = new JsonObject { ["ticket"] = "{{ticket.id}}" },
            }))));
            message = (long)said["id"]!;
            await UntilAsync(() => Task.FromResult(other.Calls.Count == 1));
            await node.KillAsync();
        }

        await using var next = await Node.StartAsync(connectionString, builder => Hooks.Allow(builder, ("Webhooks:Lease", "00:00:01")));
        using var reader = new HttpClient { BaseAddress = next.Address, DefaultRequestHeaders = { Authorization = authorization } };
        Answer? shown = null;
        await UntilAsync(async () => (shown = (await reader.MessageAsync(thread.Ticket, message)).Is(HttpStatusCode.OK))["sent_datetime"] is not null);
        Assert.Equal(["success"], shown!.Statuses());
        Assert.Equal(["1", "2"], other.Calls.Select(call => call.Header("X-Antiphon-Attempt")));
        Assert.Single(other.Calls.Select(call => (call.Header("X-Antiphon-Delivery"), call.Header("X-Key"), call.Text)).Distinct());
    }
}
