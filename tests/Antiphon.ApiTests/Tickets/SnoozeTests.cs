using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Contract;
using Antiphon.Tickets.Snooze;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Tickets;

/// <summary>There are two statuses; a snoozed ticket is a closed one until its time has come or its customer writes.</summary>
[Trait("row", "J08")]
public sealed class SnoozeTests : IAsyncLifetime
{
    private readonly TestClock clock = new();
    private Desk desk = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => desk = await Desk.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));

    public ValueTask DisposeAsync() => desk.DisposeAsync();

    [Fact]
    public async Task It_is_closed_to_the_second_before_it_wakes_and_tells_that_it_woke()
    {
        var ticket = await SnoozedAsync(TimeSpan.FromHours(2));
        var view = (long)(await desk.Admin.PostJsonAsync("/api/views", new { name = "Open", filters = "eq(ticket.status, 'open')" })).Is(HttpStatusCode.Created)["id"]!;
        Assert.Empty(await ItemsAsync(view));
        clock.Advance(TimeSpan.FromHours(2) - TimeSpan.FromSeconds(1));
        Assert.Equal(0, await WakeAsync());
        Assert.Equal("closed", await StatusAsync(ticket));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await WakeAsync());
        Assert.Equal("open", await StatusAsync(ticket));
        var woken = await desk.TicketAsync(ticket);
        Assert.Equal((null, null), (woken.SnoozeAt, woken.ClosedAt));
        Assert.Equal([ticket], await ItemsAsync(view));
        Assert.Contains(EventType.TicketSelfUnsnoozed, await desk.EventsOfAsync("Ticket", ticket));
        Assert.Equal(0, await WakeAsync());
    }

    [Fact]
    public async Task A_message_of_the_customer_opens_it_and_nothing_wakes_it_again()
    {
        var ticket = await SnoozedAsync(TimeSpan.FromHours(2));
        await desk.Admin.SaidAsync(ticket, Threads.Note());
        Assert.Equal("closed", await StatusAsync(ticket));
        await desk.Admin.SaidAsync(ticket, Threads.Question());
        Assert.Equal("open", await StatusAsync(ticket));
        Assert.Null((await desk.TicketAsync(ticket)).SnoozeAt);
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", new { status = "closed" })).Is(HttpStatusCode.Accepted);
        clock.Advance(TimeSpan.FromHours(3));
        Assert.Equal(0, await WakeAsync());
        Assert.Equal("closed", await StatusAsync(ticket));
        var told = await desk.EventsOfAsync("Ticket", ticket);
        Assert.Contains(EventType.TicketReopened, told);
        Assert.DoesNotContain(EventType.TicketSelfUnsnoozed, told);
    }

    [Theory]
    [InlineData("pending")]
    [InlineData("snoozed")]
    [InlineData("solved")]
    public async Task There_is_no_third_status(string status)
    {
        var ticket = await desk.Admin.OpenTicketAsync();
        var refused = (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket["id"]}", new { status })).Is(HttpStatusCode.BadRequest);
        Assert.NotEmpty(refused.ErrorsAt("status"));
        Assert.Equal("open", await StatusAsync((long)ticket["id"]!));
    }

    private async Task<long> SnoozedAsync(TimeSpan span)
    {
        var ticket = (long)(await desk.Admin.OpenTicketAsync())["id"]!;
        var snoozed = (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", new { snooze_datetime = WireDate.Format(clock.GetUtcNow() + span) })).Is(HttpStatusCode.Accepted);
        Assert.Equal("closed", (string?)snoozed["status"]);
        return ticket;
    }

    private Task<int> WakeAsync() => desk.Services.GetRequiredService<WakeTickets>().RunAsync(Token);

    private async Task<string> StatusAsync(long ticket) => (string)(await desk.Admin.GetJsonAsync($"/api/tickets/{ticket}")).Is(HttpStatusCode.OK)["status"]!;

    private async Task<long[]> ItemsAsync(long view) =>
        [.. (await desk.Admin.GetJsonAsync($"/api/views/{view}/items")).Is(HttpStatusCode.OK)["data"]!.AsArray().Select(item => (long)item!["id"]!)];
}
