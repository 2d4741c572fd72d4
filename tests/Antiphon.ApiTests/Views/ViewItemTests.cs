using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Client;
using Antiphon.ApiTests.Furniture;
using Antiphon.Identity;
using Antiphon.Views.Items;

namespace Antiphon.ApiTests.Views;

/// <summary>What views list.</summary>
[Trait("row", "B30")]
public sealed class ViewItemTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task Every_order_walks_every_item_once_both_ways_with_nulls_last()
    {
        await using var own = await Desk.StartAsync();
        await new FilterStock(own, new Random(7)).FillAsync(90);
        var view = await ViewAsync(own, "isNotEmpty(ticket.spam) || isEmpty(ticket.trashed_datetime)");
        foreach (var order in ItemOrder.Names)
        {
            var forth = new List<JsonNode>();
            var (next, last) = ($"/api/views/{view}/items?limit=7&order_by={order}", "");
            while (next is not null)
            {
                var page = (await own.Admin.GetJsonAsync(next)).Is(HttpStatusCode.OK);
                forth.AddRange(page["data"]!.AsArray()!);
                (last, next) = (next, (string?)page["meta"]!["next_items"]);
            }

            Assert.Equal(90, forth.Select(Id).Distinct().Count());
            IsSorted(forth, order);

            // Back from the last page, which is shown too: the same items in the same order.
            var back = new List<JsonNode>();
            for (string? at = last; at is not null;)
            {
                var page = (await own.Admin.GetJsonAsync(at)).Is(HttpStatusCode.OK);
                back.InsertRange(0, page["data"]!.AsArray()!);
                at = (string?)page["meta"]!["prev_items"];
            }

            Assert.Equal(forth.Select(Id), back.Select(Id));
        }
    }

    [Fact]
    public async Task The_sdk_walks_items_by_next_cursor()
    {
        await using var own = await Desk.StartAsync();
        await new FilterStock(own, new Random(8)).FillAsync(40);
        var view = await ViewAsync(own, "isNotEmpty(ticket.id)");
        using var client = own.Client();
        var all = await client.Views.ListItemsAsync(view, new() { Limit = 6 }).Select(ticket => ticket.Id).ToListAsync();
        Assert.Equal(all.Distinct(), all);
        Assert.Equal(all.Count, (await client.Views.CountAsync([view]))[0].Count);
        var page = await client.Views.ListItemsPageAsync(view, new() { Limit = 6 });
        Assert.Null(page.PreviousCursor);
        var second = await client.Views.ListItemsPageAsync(view, new() { Limit = 6, Cursor = page.NextCursor });
        Assert.Equal(all.Take(6), (await client.Views.ListItemsPageAsync(view, new() { Limit = 6, Cursor = second.PreviousCursor })).Data.Select(ticket => ticket.Id));
        // An unsaved view lists what the same view lists when it is saved.
        var unsaved = await client.Views.SearchTicketsAsync(new(Filters: "isNotEmpty(ticket.id)"), new() { Limit = 100 });
        Assert.Equal(all, unsaved.Data.Select(ticket => ticket.Id));
        var everyone = await client.Views.ListAsync().FirstAsync(listed => listed.Slug == "all-customers");
        Assert.Equal(40, await client.Views.ListCustomersAsync(everyone.Id).CountAsync());
    }

    [Fact]
    public async Task A_single_page_has_no_neighbours_and_a_page_in_the_middle_leads_both_ways_from_one_cursor()
    {
        var ids = await TicketsAsync(5, "middle");
        var view = await ViewAsync(desk, "eq(ticket.subject, 'middle')", "created_datetime");
        var single = (await desk.Admin.GetJsonAsync($"/api/views/{view}/items")).Is(HttpStatusCode.OK);
        Assert.Equal(ids.Reverse(), Ids(single));
        Assert.All(["next_items", "prev_items", "current_cursor", "next_cursor", "prev_cursor"], member => Assert.Null(single["meta"]![member]));

        var first = (await desk.Admin.GetJsonAsync($"/api/views/{view}/items?limit=2")).Is(HttpStatusCode.OK);
        Assert.Null(first["meta"]!["prev_items"]);
        var middle = (await desk.Admin.GetJsonAsync((string)first["meta"]!["next_items"]!)).Is(HttpStatusCode.OK);
        var cursor = Uri.EscapeDataString((string)middle["meta"]!["current_cursor"]!);
        Assert.Equal([ids[2], ids[1]], Ids(middle));
        Assert.Equal([ids[0]], Ids(await desk.Admin.GetJsonAsync($"/api/views/{view}/items?limit=2&cursor={cursor}&direction=next")));
        Assert.Equal([ids[4], ids[3]], Ids(await desk.Admin.GetJsonAsync($"/api/views/{view}/items?limit=2&cursor={cursor}&direction=prev")));
        Assert.Equal([ids[0]], Ids(await desk.Admin.GetJsonAsync($"/api/views/{view}/items?limit=2&cursor={cursor}&direction=")));
        var start = Uri.EscapeDataString((string)first["meta"]!["current_cursor"]!);
        Assert.Equal([ids[1], ids[0]], Ids(await desk.Admin.GetJsonAsync($"/api/views/{view}/items?limit=2&ignored_item={ids[2]}&cursor={start}&direction=next")));
        Assert.Equal([ids[4], ids[2]], Ids(await desk.Admin.GetJsonAsync($"/api/views/{view}/items?limit=2&ignored_item={ids[3]}")));
        Assert.NotEmpty((await desk.Admin.GetJsonAsync($"/api/views/{view}/items?cursor={cursor}&order_by=priority:asc")).Is(HttpStatusCode.BadRequest).ErrorsAt("order_by"));
        Assert.NotEmpty((await desk.Admin.GetJsonAsync($"/api/views/{view}/items?cursor=nonsense")).Is(HttpStatusCode.BadRequest).ErrorsAt("cursor"));
        Assert.NotEmpty((await desk.Admin.GetJsonAsync($"/api/views/{view}/items?direction=up")).Is(HttpStatusCode.BadRequest).ErrorsAt("direction"));
    }

    [Fact]
    public async Task A_saved_view_is_overridden_by_the_body_and_keeps_the_rest_and_nothing_is_saved()
    {
        var ids = await TicketsAsync(3, "override");
        var view = await ViewAsync(desk, "eq(ticket.subject, 'override')", "created_datetime");
        var whole = (await desk.Admin.GetJsonAsync($"/api/views/{view}")).Is(HttpStatusCode.OK).Json.AsObject();
        whole["order_dir"] = "asc";
        Assert.Equal(ids, Ids(await desk.Admin.PutJsonAsync($"/api/views/{view}/items", new JsonObject { ["view"] = whole.DeepClone() }.ToJsonString())));
        Assert.Equal([ids[1]], Ids(await desk.Admin.PutJsonAsync($"/api/views/{view}/items", new { view = new { filters = $"eq(ticket.id, {ids[1]})" } })));
        Assert.Equal(ids.Reverse(), Ids(await desk.Admin.GetJsonAsync($"/api/views/{view}/items")));
        Assert.Single(await desk.EventsOfAsync(Contract.EventObject.View, view));
        var refused = (await desk.Admin.PutJsonAsync("/api/views/0/items", new { view = new { filters = "eq(ticket.status)" }, limit = 5 })).Is(HttpStatusCode.BadRequest);
        Assert.Contains("line 1, column", Assert.Single(refused.ErrorsAt("view.filters")), StringComparison.Ordinal);
        Assert.Equal(["Unknown field."], refused.ErrorsAt("limit"));
        (await desk.Admin.PutJsonAsync("/api/views/999999999/items", new { })).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Trash_and_spam_are_listed_only_where_the_filter_asks_for_them()
    {
        var ids = await TicketsAsync(3, "bins");
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ids[0]}", new { trashed_datetime = "2026-01-01T00:00:00Z" })).Is(HttpStatusCode.Accepted);
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ids[1]}", new { spam = true })).Is(HttpStatusCode.Accepted);
        Assert.Equal([ids[2]], await FoundAsync("eq(ticket.subject, 'bins')"));
        Assert.Equal([ids[0]], await FoundAsync("eq(ticket.subject, 'bins') && isNotEmpty(ticket.trashed_datetime)"));
        Assert.Equal([ids[1]], await FoundAsync("eq(ticket.subject, 'bins') && eq(ticket.spam, true)"));
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ids[1]}", new { trashed_datetime = "2026-01-01T00:00:00Z" })).Is(HttpStatusCode.Accepted);
        Assert.Empty(await FoundAsync("eq(ticket.subject, 'bins') && eq(ticket.spam, true)"));
        Assert.Equal(2, (await FoundAsync("eq(ticket.subject, 'bins') && isNotEmpty(ticket.trashed_datetime)")).Length);
    }

    [Fact]
    public async Task The_current_user_is_the_caller()
    {
        using var lead = await desk.AsRoleAsync(Roles.Lead);
        var me = (await lead.GetJsonAsync("/api/users/0")).Is(HttpStatusCode.OK);
        var ids = await TicketsAsync(2, "whose");
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ids[0]}", new { assignee_user = new { id = (long)me["id"]! } })).Is(HttpStatusCode.Accepted);
        foreach (var path in new[] { "id", "email", "name" })
        {
            var view = await ViewAsync(desk, $"eq(ticket.assignee_user.{path}, \"{{{{current_user.{path}}}}}\") && eq(ticket.subject, 'whose')");
            Assert.Equal([ids[0]], Ids(await lead.GetJsonAsync($"/api/views/{view}/items")));
            Assert.Empty(Ids(await desk.Admin.GetJsonAsync($"/api/views/{view}/items")));
            Assert.Contains("{{current_user.", (string?)(await lead.GetJsonAsync($"/api/views/{view}"))["filters"], StringComparison.Ordinal);
        }
    }

    [Fact]
    [Trait("row", "I03")]
    public async Task A_ticket_of_channel_api_stays_out_of_views_of_other_channels()
    {
        var ids = await TicketsAsync(2, "channels");
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ids[0]}", new { channel = "api" })).Is(HttpStatusCode.Accepted);
        Assert.Equal([ids[1]], await FoundAsync("eq(ticket.channel, 'email') && eq(ticket.subject, 'channels')"));
        Assert.Equal([ids[0]], await FoundAsync("eq(ticket.channel, 'api') && eq(ticket.subject, 'channels')"));
    }

    [Fact]
    public async Task A_deactivated_view_lists_nothing_and_counts_nothing()
    {
        var tag = (await desk.Admin.PostJsonAsync("/api/tags", new { name = "going" })).Is(HttpStatusCode.Created);
        var ids = await TicketsAsync(1, "kept");
        var view = await ViewAsync(desk, "notContainsAny(ticket.tags.name, ['going']) && eq(ticket.subject, 'kept')");
        Assert.Equal(ids, Ids(await desk.Admin.GetJsonAsync($"/api/views/{view}/items")));
        (await desk.Admin.DeleteJsonAsync($"/api/tags/{tag["id"]}")).Is(HttpStatusCode.NoContent);
        Assert.Empty(Ids(await desk.Admin.GetJsonAsync($"/api/views/{view}/items")));
        Assert.Empty(Ids(await desk.Admin.GetJsonAsync($"/api/tickets?view_id={view}")));
        Assert.Equal(0, (int)(await desk.Admin.GetJsonAsync($"/api/views/counts?ids={view}")).Is(HttpStatusCode.OK)["data"]![0]!["count"]!);
    }

    [Fact]
    public async Task The_list_of_tickets_can_be_narrowed_to_a_view_in_its_own_order()
    {
        var ids = await TicketsAsync(3, "narrow");
        var view = await ViewAsync(desk, $"eq(ticket.subject, 'narrow') && neq(ticket.id, {ids[1]})", "priority");
        Assert.Equal([ids[2], ids[0]], Ids(await desk.Admin.GetJsonAsync($"/api/tickets?view_id={view}")));
        Assert.Equal([ids[0], ids[2]], Ids(await desk.Admin.GetJsonAsync($"/api/tickets?view_id={view}&order_by=created_datetime:asc")));
        var customers = (await desk.Admin.PostJsonAsync("/api/views", new { type = "customer-list", filters = "startsWith(customer.email, 'NARROW')" })).Is(HttpStatusCode.Created);
        (await desk.Admin.GetJsonAsync($"/api/tickets?view_id={customers["id"]}")).Is(HttpStatusCode.NotFound);
        (await desk.Admin.GetJsonAsync($"/api/customers?view_id={view}")).Is(HttpStatusCode.NotFound);
        var customer = (await desk.Admin.PostJsonAsync("/api/customers", new { email = "narrow@mail.example" })).Is(HttpStatusCode.Created);
        Assert.Equal([(long)customer["id"]!], Ids(await desk.Admin.GetJsonAsync($"/api/customers?view_id={customers["id"]}")));
        Assert.Equal([(long)customer["id"]!], Ids(await desk.Admin.GetJsonAsync($"/api/views/{customers["id"]}/items")));
        (await desk.Admin.GetJsonAsync($"/api/views/{customers["id"]}/items?order_by=priority:asc")).Is(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_search_narrows_the_filter_and_without_an_order_the_best_come_first()
    {
        var best = (long)(await desk.Admin.OpenTicketAsync(ticket => ticket["subject"] = "quokka quokka, a quokka"))["id"]!;
        var bodies = new List<long>();
        for (var i = 0; i < 4; i++)
        {
            bodies.Add((long)(await desk.Admin.OpenTicketAsync(ticket => ticket["messages"]![0]!["body_text"] = "There is somewhere, among many other words, one quokka."))["id"]!);
        }

        bodies.Reverse();
        long[] newestFirst = [.. bodies, best];
        long[] oldestFirst = [best, .. Enumerable.Reverse(bodies)];
        var ranked = new List<long>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await desk.Admin.PutJsonAsync($"/api/views/0/items?limit=2{cursor}", new { view = new { search = "quokka" } })).Is(HttpStatusCode.OK);
            ranked.AddRange(Ids(page));
            cursor = (string?)page["meta"]!["next_cursor"] is { } next ? "&cursor=" + Uri.EscapeDataString(next) : null;
        }

        Assert.Equal([best, .. bodies], ranked);
        Assert.Equal(newestFirst, Ids(await desk.Admin.PutJsonAsync("/api/views/0/items", new { view = new { search = "quokka", order_by = "created_datetime" } })));
        Assert.Equal(newestFirst, Ids(await desk.Admin.PutJsonAsync("/api/views/0/items?order_by=created_datetime:desc", new { view = new { search = "quokka" } })));
        Assert.Equal([bodies[1]], Ids(await desk.Admin.PutJsonAsync("/api/views/0/items", new { view = new { search = "quokka", filters = $"eq(ticket.id, {bodies[1]})" } })));
        Assert.Empty(Ids(await desk.Admin.PutJsonAsync("/api/views/0/items", new { view = new { search = "quokka", filters = "eq(ticket.status, 'closed')" } })));
        var saved = (await desk.Admin.PostJsonAsync("/api/views", new { search = "quokka", order_by = "created_datetime", order_dir = "asc" })).Is(HttpStatusCode.Created);
        Assert.Equal(oldestFirst, Ids(await desk.Admin.GetJsonAsync($"/api/views/{saved["id"]}/items")));
        Assert.Equal(5, (int)(await desk.Admin.GetJsonAsync($"/api/views/counts?ids={saved["id"]}"))["data"]![0]!["count"]!);
        Assert.Equal(5, Ids(await desk.Admin.GetJsonAsync($"/api/tickets?view_id={saved["id"]}")).Length);
        var customer = (await desk.Admin.PostJsonAsync("/api/customers", new { name = "Quentin Quokka" })).Is(HttpStatusCode.Created);
        Assert.Equal([(long)customer["id"]!], Ids(await desk.Admin.PutJsonAsync("/api/views/0/items", new { view = new { type = "customer-list", search = "quok" } })));
    }

    [Fact]
    public async Task Tickets_search_is_another_name_and_its_put_is_gone()
    {
        var ids = await TicketsAsync(1, "alias");
        Assert.Equal(ids, Ids(await desk.Admin.PostJsonAsync("/api/tickets/search", new { view = new { filters = "eq(ticket.subject, 'alias')" } })));
        (await desk.Admin.PutJsonAsync("/api/tickets/search", new { view = new { } })).Is(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    [Trait("row", "J09")]
    public async Task Counts_are_exact_to_a_thousand()
    {
        await using var own = await Desk.StartAsync();
        await new FilterStock(own, new Random(9)).FillAsync(1300);
        var all = await ViewAsync(own, "isNotEmpty(ticket.spam)");
        var few = await ViewAsync(own, "eq(ticket.priority, 'low') && eq(ticket.channel, 'sms')");
        var counts = (await own.Admin.GetJsonAsync($"/api/views/counts?ids={all},{few},999999999")).Is(HttpStatusCode.OK)["data"]!.AsArray();
        Assert.Equal([(all, 1000, false, "1000+")], counts.Take(1).Select(count => ((long)count!["id"]!, (int)count["count"]!, (bool)count["is_exact"]!, (string)count["text"]!)));
        Assert.Equal((few, true), ((long)counts[1]!["id"]!, (bool)counts[1]!["is_exact"]!));
        Assert.Equal(2, counts.Count);
        Assert.Equal(Ids(await own.Admin.GetJsonAsync($"/api/views/{few}/items?limit=100")).Length, (int)counts[1]!["count"]!);
        // Without ids: all that the caller may see, the system views first.
        Assert.Equal(10, (await own.Admin.GetJsonAsync("/api/views/counts")).Is(HttpStatusCode.OK)["data"]!.AsArray().Count);
    }

    private static void IsSorted(List<JsonNode> items, string order)
    {
        var (attribute, descending) = (order.Split(':')[0], order.EndsWith("desc", StringComparison.Ordinal));
        string[] priorities = ["low", "normal", "high", "critical"];
        var keys = items.Select(item => attribute == "priority" ? $"{Array.IndexOf(priorities, (string)item["priority"]!)}" : (string?)item[attribute]).ToList();
        var valued = keys.TakeWhile(key => key is not null).ToList();
        Assert.All(keys.Skip(valued.Count), Assert.Null);
        Assert.Equal(descending ? valued.OrderDescending(StringComparer.Ordinal) : valued.Order(StringComparer.Ordinal), valued);
    }

    private static long Id(JsonNode item) => (long)item["id"]!;

    private static long[] Ids(Answer answer) => [.. answer.Is(HttpStatusCode.OK)["data"]!.AsArray().Select(item => Id(item!))];

    private async Task<long[]> FoundAsync(string filters) => Ids(await desk.Admin.PutJsonAsync("/api/views/0/items", new { view = new { filters, order_by = "created_datetime" } }));

    private async Task<long[]> TicketsAsync(int count, string subject)
    {
        var ids = new long[count];
        for (var i = 0; i < count; i++)
        {
            ids[i] = (long)(await desk.Admin.OpenTicketAsync(ticket => ticket["subject"] = subject))["id"]!;
        }

        return ids;
    }

    private static async Task<long> ViewAsync(Desk desk, string filters, string orderBy = "updated_datetime") =>
        (long)(await desk.Admin.PostJsonAsync("/api/views", new { filters, order_by = orderBy })).Is(HttpStatusCode.Created)["id"]!;
}
