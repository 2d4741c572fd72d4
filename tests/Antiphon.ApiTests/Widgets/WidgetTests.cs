using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Client;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Integrations.Delivery;
using Antiphon.ApiTests.Messages;
using Antiphon.Client;
using Antiphon.Contract;
using Microsoft.AspNetCore.Http;

namespace Antiphon.ApiTests.Widgets;

[Trait("row", "B42")]
public sealed class WidgetTests(HookDesk shop) : IClassFixture<HookDesk>
{
    private readonly Desk desk = shop.Desk;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_widget_is_made_changed_listed_and_deleted_through_the_client()
    {
        using var client = desk.Client();
        var template = JsonSerializer.SerializeToElement(new { type = "wrapper", widgets = new[] { new { path = "plan", type = "text", title = "Plan" } } });
        var made = await client.Widgets.CreateAsync(new(WidgetType.Custom, template, Order: 7), cancellationToken: Token);
        Assert.Equal(("ticket", 7, null), (made.Context, made.Order, made.IntegrationId));
        var hidden = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        var changed = await client.Widgets.UpdateAsync(made.Id, new(Context: "user", DeactivatedDatetime: hidden), cancellationToken: Token);
        Assert.Equal(("customer", 7, hidden), (changed.Context, changed.Order, changed.DeactivatedDatetime));
        Assert.Equal(changed.UpdatedDatetime, (await client.Widgets.UpdateAsync(made.Id, new(Order: 7), cancellationToken: Token)).UpdatedDatetime);
        Assert.Equal(JsonSerializer.Serialize(changed), JsonSerializer.Serialize(await client.Widgets.GetAsync(made.Id, cancellationToken: Token)));
        await client.Widgets.DeleteAsync(made.Id, cancellationToken: Token);
        Assert.Equal(HttpStatusCode.NotFound, (await Assert.ThrowsAsync<AntiphonException>(() => client.Widgets.GetAsync(made.Id, cancellationToken: Token))).StatusCode);
        Assert.Equal(["widget-created", "widget-updated", "widget-deleted"], await desk.EventsOfAsync("Widget", made.Id));
    }

    [Fact]
    public async Task The_list_is_ordered_and_filtered()
    {
        var integration = await IntegrationAsync();
        var app = $"app-{integration}";
        var ids = new List<long>();
        foreach (var (order, change) in ((int, Action<JsonObject>)[])[(5, _ => { }), (1, widget => (widget["type"], widget["integration_id"]) = ("http", integration)), (3, widget => (widget["type"], widget["app_id"]) = ("customer_external_data", app))])
        {
            ids.Add(await CreateAsync(widget =>
            {
                widget["order"] = order;
                change(widget);
            }));
        }

        async Task<long[]> ListAsync(string query) =>
            [.. (await desk.Admin.GetJsonAsync($"/api/widgets?limit=100{query}")).Is(HttpStatusCode.OK)["data"]!.AsArray().Select(widget => (long)widget!["id"]!).Where(ids.Contains)];
        Assert.Equal([ids[2], ids[1], ids[0]], await ListAsync(""));
        Assert.Equal(ids, await ListAsync("&order_by=created_datetime:asc"));
        Assert.Equal([ids[1], ids[2], ids[0]], await ListAsync("&order_by=order:asc"));
        Assert.Equal([ids[0], ids[2], ids[1]], await ListAsync("&order_by=order:desc"));
        Assert.Equal([ids[1]], await ListAsync($"&integration_id={integration}"));
        Assert.Equal([ids[2]], await ListAsync($"&app_id={app}"));
    }

    [Theory]
    [InlineData("""{"template": {"type": "wrapper"}}""", "type")]
    [InlineData("""{"type": "custom"}""", "template")]
    [InlineData("""{"type": "custom", "template": {"type": "card"}}""", "template")]
    [InlineData("""{"type": "custom", "template": {"widgets": []}}""", "template")]
    [InlineData("""{"type": "custom", "template": []}""", "template")]
    [InlineData("""{"type": "carrier-pigeon", "template": {"type": "wrapper"}}""", "type")]
    [InlineData("""{"type": "custom", "template": {"type": "wrapper"}, "context": "page"}""", "context")]
    [InlineData("""{"type": "custom", "template": {"type": "wrapper"}, "order": -1}""", "order")]
    [InlineData("""{"type": "custom", "template": {"type": "wrapper"}, "colour": "red"}""", "colour")]
    [InlineData("""{"type": "http", "template": {"type": "wrapper"}}""", "integration_id")]
    [InlineData("""{"type": "http", "template": {"type": "wrapper"}, "integration_id": 999999}""", "integration_id")]
    public async Task What_is_wrong_is_named(string body, string field)
    {
        var refused = (await desk.Admin.PostJsonAsync("/api/widgets", body)).Is(HttpStatusCode.BadRequest);
        Assert.True(refused["error"]!["data"]!.AsObject().ContainsKey(field), refused.Body);
    }

    [Fact]
    public async Task A_change_is_checked_as_a_whole()
    {
        var id = await CreateAsync();
        Assert.Contains("integration_id", (await desk.Admin.PutJsonAsync($"/api/widgets/{id}", new { type = "http" })).Is(HttpStatusCode.BadRequest).Body, StringComparison.Ordinal);
        Assert.Contains("template", (await desk.Admin.PutJsonAsync($"/api/widgets/{id}", new { template = (object?)null })).Is(HttpStatusCode.BadRequest).Body, StringComparison.Ordinal);
        (await desk.Admin.PutJsonAsync($"/api/widgets/{id}", new { type = "http", integration_id = await IntegrationAsync() })).Is(HttpStatusCode.OK);
        Assert.Contains("integration_id", (await desk.Admin.PutJsonAsync($"/api/widgets/{id}", new { integration_id = (long?)null })).Is(HttpStatusCode.BadRequest).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_widget_goes_with_its_integration()
    {
        var integration = await IntegrationAsync();
        var id = await CreateAsync(widget => (widget["type"], widget["integration_id"]) = ("http", integration));
        var other = await CreateAsync();
        (await desk.Admin.DeleteJsonAsync($"/api/integrations/{integration}")).Is(HttpStatusCode.NoContent);
        (await desk.Admin.GetJsonAsync($"/api/widgets/{id}")).Is(HttpStatusCode.NotFound);
        (await desk.Admin.GetJsonAsync($"/api/widgets/{other}")).Is(HttpStatusCode.OK);
        Assert.Equal(["widget-created", "widget-deleted"], await desk.EventsOfAsync("Widget", id));
    }

    [Fact]
    [Trait("row", "C15")]
    [Trait("row", "G11")]
    public async Task Loyalty_subscription_and_shipment_of_a_customer_are_where_the_widget_looks_and_a_slow_shop_delays_no_page()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var backOffice = await WebhookReceiver.StartAsync(async (_, http) =>
        {
            asked.TrySetResult();
            await answer.Task.WaitAsync(http.RequestAborted);
            await http.Response.WriteAsJsonAsync(
                new { loyalty = new { tier = "gold", points = 420 }, subscription = new { plan = "monthly" }, shipments = new[] { new { carrier = "DHL", state = "in transit" } } }, http.RequestAborted);
        });
        var integration = await desk.HookAsync(backOffice, ["ticket-created"], http => http["method"] = "GET");
        var widget = await CreateAsync(one => (one["type"], one["integration_id"], one["template"]!["widgets"]) = ("http", integration, new JsonArray(
            new JsonObject { ["path"] = "loyalty.tier", ["type"] = "text" }, new JsonObject { ["path"] = "subscription.plan", ["type"] = "text" })));
        var ticket = await desk.Admin.OpenTicketAsync();
        await asked.Task.WaitAsync(Token);

        // The shop has not answered yet, and the page is there without it.
        Assert.Null((await TicketAsync(ticket))["customer"]!["integrations"]![$"{integration}"]);
        answer.SetResult();
        await desk.SettledAsync();
        var data = (await TicketAsync(ticket))["customer"]!["integrations"]![$"{integration}"]!;
        var drawn = (await desk.Admin.GetJsonAsync($"/api/widgets/{widget}")).Is(HttpStatusCode.OK)["template"]!["widgets"]!.AsArray()
            .Select(node => ((string)node!["path"]!).Split('.').Aggregate(data, (value, step) => value[step]!).GetValue<string>());
        Assert.Equal(["gold", "monthly"], drawn);
        Assert.Equal("DHL", (string?)data["shipments"]![0]!["carrier"]);
    }

    private async Task<Answer> TicketAsync(Answer ticket) => (await desk.Admin.GetJsonAsync($"/api/tickets/{ticket["id"]}")).Is(HttpStatusCode.OK);

    private async Task<long> IntegrationAsync() => (long)(await desk.Admin.PostJsonAsync("/api/integrations", Samples.Integration("shown"))).Is(HttpStatusCode.Created)["id"]!;

    private async Task<long> CreateAsync(Action<JsonObject>? change = null) => (long)(await desk.Admin.PostJsonAsync("/api/widgets", Samples.Widget(change))).Is(HttpStatusCode.Created)["id"]!;
}
