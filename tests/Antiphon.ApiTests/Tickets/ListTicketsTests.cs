using System.Net;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Tickets;

[Trait("row", "B01")]
public sealed class ListTicketsTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task Newest_come_first_and_the_filters_select()
    {
        var first = await desk.Admin.OpenTicketAsync(ticket => ticket["external_id"] = "filter me");
        var second = await desk.Admin.OpenTicketAsync();
        var all = (await desk.Admin.GetJsonAsync("/api/tickets?limit=2")).Is(HttpStatusCode.OK);
        Assert.Equal([(long)second["id"]!, (long)first["id"]!], Ids(all));
        Assert.Equal([(long)first["id"]!], Ids(await desk.Admin.GetJsonAsync("/api/tickets?external_id=filter%20me")));
        Assert.Equal([(long)second["id"]!], Ids(await desk.Admin.GetJsonAsync($"/api/tickets?customer_id={second["customer"]!["id"]}")));
        Assert.Equal(
            [(long)first["id"]!, (long)second["id"]!],
            Ids(await desk.Admin.GetJsonAsync($"/api/tickets?ticket_ids={first["id"]}&ticket_ids={second["id"]}&order_by=created_datetime:asc")));
        Assert.Equal(2, Ids(await desk.Admin.GetJsonAsync($"/api/tickets?ticket_ids[]={first["id"]}&ticket_ids[]={second["id"]}")).Length);
        Assert.Equal(2, Ids(await desk.Admin.GetJsonAsync($"/api/tickets?ticket_ids={first["id"]},{second["id"]}")).Length);
    }

    [Fact]
    public async Task Trashed_tickets_are_listed_unless_refused()
    {
        var ticket = await desk.Admin.OpenTicketAsync();
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket["id"]}", new { trashed_datetime = "2026-01-01T00:00:00Z" })).Is(HttpStatusCode.Accepted);
        Assert.Single(Ids(await desk.Admin.GetJsonAsync($"/api/tickets?customer_id={ticket["customer"]!["id"]}")));
        Assert.Empty(Ids(await desk.Admin.GetJsonAsync($"/api/tickets?customer_id={ticket["customer"]!["id"]}&trashed=false")));
        Assert.Single(Ids(await desk.Admin.GetJsonAsync($"/api/tickets?customer_id={ticket["customer"]!["id"]}&trashed=True")));
    }

    [Theory]
    [InlineData("status=open")]
    [InlineData("assignee_user_id=1")]
    [InlineData("channel=email")]
    [InlineData("created_datetime[gte]=2026-01-01")]
    [InlineData("limit=0")]
    [InlineData("limit=101")]
    [InlineData("limit=ten")]
    [InlineData("order_by=created_datetime")]
    [InlineData("customer_id=0")]
    [InlineData("cursor=nonsense")]
    public async Task Filters_that_do_not_exist_and_values_that_cannot_be_are_refused(string query) =>
        Assert.NotEmpty((await desk.Admin.GetJsonAsync($"/api/tickets?{query}")).Is(HttpStatusCode.BadRequest).ErrorsAt(Uri.UnescapeDataString(query.Split('=')[0])));

    [Fact]
    public async Task An_unknown_view_and_an_unknown_rule_are_404()
    {
        (await desk.Admin.GetJsonAsync("/api/tickets?view_id=999999999")).Is(HttpStatusCode.NotFound);
        (await desk.Admin.GetJsonAsync("/api/tickets?rule_id=1")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    [Trait("row", "A16")]
    public async Task Following_next_shows_250_tickets_once_each_while_more_arrive()
    {
        await using var own = await Desk.StartAsync();
        var made = new List<long>();
        for (var i = 0; i < 250; i++)
        {
            made.Add((long)(await own.Admin.OpenTicketAsync())["id"]!);
        }

        var seen = new List<long>();
        string? cursor = null;
        do
        {
            var page = (await own.Admin.GetJsonAsync(cursor is null ? "/api/tickets" : $"/api/tickets?cursor={cursor}&limit=30")).Is(HttpStatusCode.OK);
            seen.AddRange(Ids(page));
            await own.Admin.OpenTicketAsync();
            cursor = (string?)page["meta"]!["next_cursor"];
        }
        while (cursor is not null);

        Assert.Equal(made.AsEnumerable().Reverse(), seen);
    }

    [Fact]
    [Trait("row", "A16")]
    public async Task A_cursor_refuses_another_order()
    {
        await desk.Admin.OpenTicketAsync();
        await desk.Admin.OpenTicketAsync();
        var page = (await desk.Admin.GetJsonAsync("/api/tickets?limit=1")).Is(HttpStatusCode.OK);
        var next = (string)page["meta"]!["next_cursor"]!;
        (await desk.Admin.GetJsonAsync($"/api/tickets?limit=1&order_by=created_datetime:desc&cursor={next}")).Is(HttpStatusCode.OK);
        Assert.NotEmpty((await desk.Admin.GetJsonAsync($"/api/tickets?order_by=updated_datetime:asc&cursor={next}")).Is(HttpStatusCode.BadRequest).ErrorsAt("order_by"));
    }

    [Fact]
    [Trait("row", "B05")]
    public async Task A_deleted_ticket_is_gone_and_its_event_stays()
    {
        var ticket = await desk.Admin.OpenTicketAsync();
        (await desk.Admin.DeleteJsonAsync($"/api/tickets/{ticket["id"]}")).Is(HttpStatusCode.NoContent);
        (await desk.Admin.GetJsonAsync($"/api/tickets/{ticket["id"]}")).Is(HttpStatusCode.NotFound);
        (await desk.Admin.DeleteJsonAsync($"/api/tickets/{ticket["id"]}")).Is(HttpStatusCode.NotFound);
        Assert.Empty((await desk.Admin.GetJsonAsync($"/api/messages?ticket_id={ticket["id"]}")).Is(HttpStatusCode.OK)["data"]!.AsArray());
        var events = (await desk.Admin.GetJsonAsync($"/api/events?object_type=Ticket&object_id={ticket["id"]}&types=ticket-deleted")).Is(HttpStatusCode.OK);
        Assert.NotNull(Assert.Single(events["data"]!.AsArray())!["user_id"]);
    }

    private static long[] Ids(Answer page) => [.. page.Is(HttpStatusCode.OK)["data"]!.AsArray().Select(ticket => (long)ticket!["id"]!)];
}
