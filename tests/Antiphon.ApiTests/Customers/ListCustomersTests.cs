using System.Net;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Customers;

[Trait("row", "B15")]
public sealed class ListCustomersTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task The_list_shows_the_short_form_newest_first()
    {
        await using var own = await Desk.StartAsync();
        foreach (var name in new[] { "one", "two", "three" })
        {
            await own.CreateCustomerAsync(new { name, email = $"{name}@list.example" });
        }

        var list = (await own.Admin.GetJsonAsync("/api/customers?limit=30")).Is(HttpStatusCode.OK);
        Assert.Equal(["three", "two", "one"], Names(list));
        Assert.Equal("/api/customers?limit=30", (string?)list["uri"]);
        Assert.All(["channels", "integrations", "customer"], member => Assert.False(list["data"]![0]!.AsObject().ContainsKey(member)));
        (await own.Admin.PutJsonAsync($"/api/customers/{list["data"]![2]!["id"]}", new { note = "touched" })).Is(HttpStatusCode.Accepted);
        Assert.Equal(["one", "three", "two"], Names(await own.Admin.GetJsonAsync("/api/customers?order_by=updated_datetime:desc")));
        Assert.Equal(["two", "three", "one"], Names(await own.Admin.GetJsonAsync("/api/customers?order_by=updated_datetime:asc")));
        Assert.Equal(["one", "two", "three"], Names(await own.Admin.GetJsonAsync("/api/customers?order_by=created_datetime:asc")));
    }

    [Fact]
    public async Task Each_filter_finds_exactly_its_customers()
    {
        await desk.CreateCustomerAsync(new
        {
            name = "Fay Filter",
            external_id = "Fay-1",
            email = "fay@list.example",
            language = "fr",
            timezone = "Europe/Paris",
            channels = new[] { new { type = "email", address = "fay2@list.example" }, new { type = "phone", address = "+33 1" } },
        });
        await desk.CreateCustomerAsync(new { name = "fay filter", external_id = "fay-1", email = "other@list.example", language = "de", timezone = "Europe/Berlin" });
        foreach (var query in new[]
                 {
                     "email=FAY@list.example", "email=fay2%40LIST.example", "external_id=Fay-1", "name=Fay%20Filter", "name=Fay+Filter", "language=fr", "timezone=Europe/Paris",
                     "channel_type=phone&channel_address=%2B33%201", "channel_type=email&channel_address=fay2@list.example", "email=fay@list.example&name=Fay%20Filter&limit=1",
                 })
        {
            Assert.Equal(["Fay Filter"], Names((await desk.Admin.GetJsonAsync("/api/customers?" + query)).Is(HttpStatusCode.OK)));
        }

        foreach (var query in new[] { "email=fay", "name=Fay", "external_id=FAY-1", "language=en", "channel_type=sms&channel_address=%2B33%201", "email=fay@list.example&name=fay%20filter" })
        {
            Assert.Empty((await desk.Admin.GetJsonAsync("/api/customers?" + query)).Is(HttpStatusCode.OK)["data"]!.AsArray());
        }
    }

    [Fact]
    public async Task A_plus_that_was_not_encoded_is_still_found()
    {
        await desk.CreateCustomerAsync(new { name = "Plus", email = "plus+tag@list.example", channels = new[] { new { type = "phone", address = "+49 30 1" } } });
        Assert.Equal(["Plus"], Names(await desk.Admin.GetJsonAsync("/api/customers?email=plus+tag@list.example")));
        Assert.Equal(["Plus"], Names(await desk.Admin.GetJsonAsync("/api/customers?channel_type=phone&channel_address=+49%2030%201")));
    }

    [Fact]
    public async Task A_channels_type_and_address_must_come_together()
    {
        Assert.NotEmpty((await desk.Admin.GetJsonAsync("/api/customers?channel_type=phone")).Is(HttpStatusCode.BadRequest).ErrorsAt("channel_address"));
        Assert.NotEmpty((await desk.Admin.GetJsonAsync("/api/customers?channel_address=1")).Is(HttpStatusCode.BadRequest).ErrorsAt("channel_type"));
        Assert.NotEmpty((await desk.Admin.GetJsonAsync("/api/customers?order_by=name:asc")).Is(HttpStatusCode.BadRequest).ErrorsAt("order_by"));
    }

    [Fact]
    [Trait("row", "A16")]
    public async Task Lists_by_language_can_be_walked_but_refuse_the_cursor_of_another_list()
    {
        await using var own = await Desk.StartAsync();
        for (var i = 0; i < 9; i++)
        {
            await own.CreateCustomerAsync(new { name = $"c{i}", language = i % 3 == 0 ? "is" : "fo" });
        }

        var seen = new List<string>();
        string? cursor = "";
        while (cursor is not null)
        {
            var page = (await own.Admin.GetJsonAsync($"/api/customers?language=fo&limit=2&order_by=created_datetime:asc&cursor={Uri.EscapeDataString(cursor)}")).Is(HttpStatusCode.OK);
            seen.AddRange(Names(page));
            cursor = (string?)page["meta"]!["next_cursor"];
        }

        Assert.Equal(["c1", "c2", "c4", "c5", "c7", "c8"], seen);
        var plain = (string)(await own.Admin.GetJsonAsync("/api/customers?limit=2"))["meta"]!["next_cursor"]!;
        (await own.Admin.GetJsonAsync($"/api/customers?limit=2&cursor={Uri.EscapeDataString(plain)}")).Is(HttpStatusCode.OK);
        Assert.NotEmpty((await own.Admin.GetJsonAsync($"/api/customers?language=fo&cursor={Uri.EscapeDataString(plain)}")).Is(HttpStatusCode.BadRequest).ErrorsAt("cursor"));
        Assert.NotEmpty((await own.Admin.GetJsonAsync($"/api/customers?timezone=UTC&cursor={Uri.EscapeDataString(plain)}")).Is(HttpStatusCode.BadRequest).ErrorsAt("cursor"));
    }

    private static string[] Names(Answer list) => [.. list["data"]!.AsArray().Select(customer => (string)customer!["name"]!)];
}
