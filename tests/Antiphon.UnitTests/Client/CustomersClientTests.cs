using System.Text.Json;
using Antiphon.Client;
using Antiphon.Contract;

namespace Antiphon.UnitTests.Client;

public sealed class CustomersClientTests : IDisposable
{
    private const string Customer = """
        {"id": 8, "external_id": "cust-8831", "active": true, "email": "mira.olsen@example.com", "name": "Mira Olsen", "firstname": "Mira", "lastname": "Olsen",
         "channels": [{"id": 81001, "type": "email", "address": "mira.olsen@example.com", "preferred": true, "created_datetime": "2026-03-02T09:14:03.302063+00:00",
           "updated_datetime": "2026-03-02T09:14:03.302068+00:00", "deleted_datetime": null, "user": {"id": 8, "name": "Mira Olsen"}, "customer": {"id": 8, "name": "Mira Olsen"}}],
         "language": "en", "timezone": "Europe/Oslo", "created_datetime": "2026-03-02T09:14:03.300135", "updated_datetime": "2026-03-02T09:14:03Z",
         "meta": {"name_set_via": "agent"}, "data": {"loyalty": "gold"}, "customer": null, "note": null, "custom_fields": {"319900": {"id": 319900, "value": true}},
         "integrations": {}, "external_data": {}, "ecommerce_data": {}, "a_member_of_next_year": [1, {"x": 2}]}
        """;

    private readonly ScriptedHandler handler = new();

    public void Dispose() => handler.Dispose();

    [Fact]
    public async Task A_customer_is_read_with_channels_fields_and_free_data()
    {
        using var client = handler.Answer(200, Customer).Client();
        var customer = await client.Customers.GetAsync(8);
        Assert.Equal("/api/customers/8?relationships=custom_fields", handler.Seen[0].Uri.PathAndQuery);
        Assert.Equal("mira.olsen@example.com", Assert.Single(customer.Channels).Address);
        Assert.Equal("gold", customer.Data!.Value.GetProperty("loyalty").GetString());
        Assert.True(customer.CustomFields["319900"].Value!.Value.GetBoolean());
        Assert.Equal(new DateTimeOffset(2026, 3, 2, 9, 14, 3, TimeSpan.Zero).AddMicroseconds(300135), customer.CreatedDatetime);
    }

    [Fact]
    public async Task An_answer_that_lacks_members_is_still_read()
    {
        using var client = handler.Answer(200, """{"id": 8, "name": "Mira"}""").Client();
        var customer = await client.Customers.GetAsync(8);
        Assert.Equal((8L, "Mira"), (customer.Id, customer.Name));
    }

    [Fact]
    public async Task Filters_are_sent_as_the_contract_names_them()
    {
        using var client = handler.Answer(200, """{"data": []}""").Answer(200, """{"data": []}""").Client();
        var query = new CustomerQuery { Email = "a+b@example.com", ExternalId = "#7", Name = "Mira Olsen", ViewId = 3, ChannelType = "phone", ChannelAddress = "+4791234567" };
        await client.Customers.ListPageAsync(query);
        Assert.Equal(
            "?email=a%2Bb%40example.com&external_id=%237&name=Mira%20Olsen&view_id=3&channel_type=phone&channel_address=%2B4791234567",
            handler.Seen[0].Uri.Query);

        // A limit beside a language is a 400 at Gorgias.
        await foreach (var customer in client.Customers.ListAsync(new() { Language = "fr" }))
        {
            Assert.Fail($"Nobody was answered, but {customer.Id} was read.");
        }

        Assert.Equal("?language=fr", handler.Seen[1].Uri.Query);
    }

    [Fact]
    public async Task A_customer_is_found_by_address_or_not_at_all()
    {
        using var client = handler.Answer(200, $$"""{"data": [{{Customer}}]}""").Answer(200, """{"data": []}""").Client();
        Assert.Equal(8, (await client.Customers.FindByEmailAsync("mira.olsen@example.com"))!.Id);
        Assert.Null(await client.Customers.FindByExternalIdAsync("unknown"));
        Assert.Equal(["?limit=1&email=mira.olsen%40example.com", "?limit=1&external_id=unknown"], handler.Seen.Select(request => request.Uri.Query));
    }

    [Fact]
    public async Task A_merge_has_its_ids_in_the_query_and_the_changes_in_the_body()
    {
        using var client = handler.Answer(202, Customer).Answer(202, Customer).Client();
        await client.Customers.MergeAsync(4, 8, new() { Name = "Mira Olsen" });
        await client.Customers.MergeAsync(4, 8);
        Assert.All(handler.Seen, request => Assert.Equal((HttpMethod.Put, "/api/customers/merge?source_id=4&target_id=8"), (request.Method, request.Uri.PathAndQuery)));
        Assert.Equal(["""{"name":"Mira Olsen"}""", "{}"], handler.Seen.Select(request => request.Body));
    }

    [Fact]
    public async Task Writes_send_what_is_set_and_nothing_else()
    {
        using var client = handler.Answer(201, Customer).Answer(202, Customer).Answer(202).Answer(204).Answer(204).Client();
        await client.Customers.CreateAsync(new() { Email = "mira.olsen@example.com", Channels = [new("phone", "+4791234567")] });
        await client.Customers.UpdateAsync(8, new() { Note = new(null), Language = "en" });
        await client.Customers.UpdateDataAsync(8, new(JsonSerializer.SerializeToElement(1), new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero)));
        await client.Customers.DeleteAsync(8);
        await client.Customers.DeleteAsync([8, 9]);
        Assert.Equal(
            [
                """POST /api/customers {"channels":[{"type":"phone","address":"+4791234567"}],"email":"mira.olsen@example.com"}""",
                """PUT /api/customers/8 {"language":"en","note":null}""",
                """PUT /api/customers/8/data {"data":1,"version":"2026-03-02T00:00:00.000000+00:00"}""",
                "DELETE /api/customers/8 ",
                """DELETE /api/customers {"ids":[8,9]}""",
            ],
            handler.Seen.Select(request => $"{request.Method} {request.Uri.PathAndQuery} {request.Body}"));
    }
}
