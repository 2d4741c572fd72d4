using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.ApiTests.Rules;
using Antiphon.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Slas;

/// <summary>Policies and clocks as tests need them.</summary>
internal static class Promising
{
    /// <summary>A server whose time the test moves, and which looks often what is due.</summary>
    public static Action<WebApplicationBuilder> On(TestClock clock) => builder =>
    {
        builder.Configuration.AddInMemoryCollection([new("Scheduling:Poll", "00:00:00.020")]);
        builder.Services.AddSingleton<TimeProvider>(clock);
    };

    public static async Task<long> PolicyAsync(this Desk desk, string name, object policy)
    {
        var body = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(policy))!.AsObject();
        body["name"] = name;
        return (long)(await desk.Admin.PostJsonAsync("/api/sla-policies", body)).Is(HttpStatusCode.Created)["id"]!;
    }

    /// <summary>Changes a ticket, and waits until its clocks have followed.</summary>
    public static async Task ChangeAsync(this Desk desk, JsonNode? ticket, string change)
    {
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", change)).Is(HttpStatusCode.Accepted);
        await Ruled.SettledAsync(desk);
    }

    /// <summary>Waits until everything that has happened, and every time that has come, was looked at.</summary>
    public static Task LookedAsync(this Desk desk, TestClock clock) => Threads.UntilAsync(() => desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
        $"""
        select not exists (select from event_queue where account_id = {desk.Account.Id}) and not exists (select from due_work where account_id = {desk.Account.Id} and due_at <= {clock.GetUtcNow()})
        """,
        row => row.GetBoolean(0),
        TestContext.Current.CancellationToken)));

    /// <summary>Lets time pass.</summary>
    public static async Task PassAsync(this Desk desk, TestClock clock, double minutes)
    {
        await desk.LookedAsync(clock);
        clock.Advance(TimeSpan.FromMinutes(minutes));
        await desk.LookedAsync(clock);
    }

    /// <summary>The clocks in a line, with minutes from a moment: <c>Mail: first-response pending due 60, resolution paused</c>.</summary>
    public static async Task<string> SlasAsync(this Desk desk, JsonNode? ticket, DateTimeOffset from)
    {
        await desk.SettledAsync();
        var clocks = (await desk.Admin.GetJsonAsync($"/api/tickets/{ticket}/slas")).Is(HttpStatusCode.OK)["data"]!.AsArray();
        string Minutes(JsonNode? moment) => Math.Round((DateTimeOffset.Parse((string)moment!, System.Globalization.CultureInfo.InvariantCulture) - from).TotalMinutes, 2).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return clocks.Count == 0 ? "" : $"{clocks[0]!["policy"]!["name"]}: " + string.Join(", ", clocks.Select(clock =>
            $"{clock!["metric"]} {clock["status"]}" + (clock["stopped_datetime"] is { } stopped ? $" at {Minutes(stopped)}" : clock["due_datetime"] is { } due ? $" due {Minutes(due)}" : "")));
    }

    /// <summary>The data of a ticket's events of the types that are about its promise, oldest first.</summary>
    public static async Task<List<(string Type, JsonNode Data)>> SlaEventsAsync(this Desk desk, JsonNode? ticket) =>
    [
        .. (await desk.Admin.GetJsonAsync(
            $"/api/events?object_type=Ticket&object_id={ticket}&order_by=created_datetime:asc&types=ticket-sla-policy-assigned&types=ticket-sla-near-breach&types=ticket-sla-breached&limit=100"))
            .Is(HttpStatusCode.OK)["data"]!.AsArray().Select(item => ((string)item!["type"]!, item["data"]!)),
    ];

    /// <summary>The same in a line.</summary>
    public static async Task<string> ToldAsync(this Desk desk, JsonNode? ticket) => string.Join(", ", (await desk.SlaEventsAsync(ticket)).Select(told => told.Type switch
    {
        "ticket-sla-policy-assigned" => $"{told.Data["sla_policy_name"]}",
        "ticket-sla-near-breach" => $"near {told.Data["metric"]}",
        _ => $"over {told.Data["metric"]}",
    }));
}
