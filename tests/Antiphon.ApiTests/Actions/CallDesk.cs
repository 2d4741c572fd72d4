using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Integrations.Delivery;
using Antiphon.ApiTests.Messages;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Actions;

/// <summary>A desk that may call receivers of this machine, and tries again soon.</summary>
public sealed class CallDesk : IAsyncLifetime
{
    public Desk Desk { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Desk = await Desk.StartAsync(builder => Hooks.Allow(builder, ("Webhooks:ActionRetries", "0.05s,0.05s,0.05s")));
        await Desk.IntegrationAsync("email", "Store", "support@store.example");
    }

    public ValueTask DisposeAsync() => Desk.DisposeAsync();
}

/// <summary>Calls of actions, as tests ask for them.</summary>
internal static class Called
{
    public static JsonObject Call(string url, JsonObject? more = null)
    {
        var arguments = more ?? new JsonObject { ["method"] = "POST" };
        arguments["url"] = url;
        return Samples.Action("http", arguments);
    }

    /// <summary>Waits until no event is queued and no call waits any more.</summary>
    public static Task CallsMadeAsync(this Desk desk) => Threads.UntilAsync(async () => await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
        $"""
        select not exists (select from event_queue where account_id = {desk.Account.Id}) and not exists (select from action_calls where account_id = {desk.Account.Id})
          and not exists (select from deliveries where account_id = {desk.Account.Id} and state = 'pending')
        """,
        row => row.GetBoolean(0),
        CancellationToken.None)));

    public static string[] Statuses(this Answer message) => [.. message["actions"]!.AsArray().Select(action => (string)action!["status"]!)];

    /// <summary>The message when its calls are over.</summary>
    public static async Task<Answer> AfterCallsAsync(this Desk desk, long ticket, Answer message)
    {
        await desk.CallsMadeAsync();
        return (await desk.Admin.MessageAsync(ticket, (long)message["id"]!)).Is(HttpStatusCode.OK);
    }

    public static async Task<Answer> SentAsync(this Desk desk, long ticket, long message)
    {
        Answer? sent = null;
        await Threads.UntilAsync(async () => (sent = await desk.Admin.MessageAsync(ticket, message))["sent_datetime"] is not null);
        return sent!;
    }

    /// <summary>The events <c>action-executed</c> of calls of a ticket, oldest first.</summary>
    public static async Task<JsonNode[]> CallEventsAsync(this Desk desk, long ticket) =>
    [
        .. (await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ListAsync(
            $"""
            select data from events where account_id = {desk.Account.Id} and type = 'action-executed' and object_type = 'Ticket' and object_id = {ticket} and data ->> 'name' = 'http' order by id
            """,
            row => JsonNode.Parse(row.GetString(0))!,
            CancellationToken.None))),
    ];
}
