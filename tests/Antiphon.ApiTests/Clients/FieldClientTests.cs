using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Clients;

/// <summary>
/// A client that others wrote for the original and that knows nothing of Antiphon: it insists on <c>https://acme.gorgias.com</c>, which is pointed here as a hosts
/// file and a proxy would, and gets an address and an API key.
/// </summary>
[Trait("row", "A02")]
public sealed class FieldClientTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task An_unmodified_client_does_a_shops_day()
    {
        await using var client = await StartAsync();
        var customer = await client.CallAsync("gorgias_create_customer", new() { ["name"] = "Mara Voss", ["email"] = "mara.voss@plum.example" });
        var customerId = (long)customer["id"]!;

        var ticket = await client.CallAsync("gorgias_create_ticket", new()
        {
            ["channel"] = "email",
            ["via"] = "api",
            ["subject"] = "Torn sleeve",
            ["customer"] = new JsonObject { ["id"] = customerId },
            ["tags"] = new JsonArray(new JsonObject { ["name"] = "damaged" }),
            ["messages"] = new JsonArray(Message("mara.voss@plum.example", "help@acme.example", new() { ["id"] = customerId }, fromAgent: false, "It came torn.")),
        });
        var id = (long)ticket["id"]!;

        var reply = Message("help@acme.example", "mara.voss@plum.example", new() { ["id"] = 1 }, fromAgent: true, "A new one is on its way.");
        reply["ticket_id"] = id;
        await client.CallAsync("gorgias_create_message", reply);
        await client.CallAsync("gorgias_create_message", new()
        {
            ["ticket_id"] = id,
            ["channel"] = "internal-note",
            ["via"] = "api",
            ["from_agent"] = true,
            ["public"] = false,
            ["sender"] = new JsonObject { ["id"] = 1 },
            ["body_text"] = "Third one this week",
        });
        await client.CallAsync("gorgias_add_ticket_tags", new() { ["ticket_id"] = id, ["names"] = new JsonArray("sleeve", "vip") });
        await client.CallAsync("gorgias_remove_ticket_tags", new() { ["ticket_id"] = id, ["names"] = new JsonArray("vip") });
        await client.CallAsync("gorgias_update_ticket", new() { ["id"] = id, ["status"] = "closed", ["priority"] = "high", ["assignee_user"] = new JsonObject { ["id"] = 1 } });

        var read = await client.CallAsync("gorgias_get_ticket", new() { ["id"] = id });
        Assert.Equal("closed", (string?)read["status"]);
        Assert.Equal("high", (string?)read["priority"]);
        Assert.Equal(1, (long)read["assignee_user"]!["id"]!);
        Assert.Equal(["damaged", "sleeve"], read["tags"]!.AsArray().Select(tag => (string?)tag!["name"]));
        Assert.Equal(3, read["messages"]!.AsArray().Count);

        var whole = await client.CallAsync("gorgias_smart_get_ticket", new() { ["id"] = id });
        Assert.Equal("Mara Voss", (string?)whole["ticket"]!["customerName"]);
        var listed = await client.CallAsync("gorgias_list_tickets", new() { ["customer_id"] = customerId, ["limit"] = 5 });
        Assert.Equal(id, (long)Assert.Single(listed["data"]!.AsArray())!["id"]!);
        Assert.Equal(3, (await client.CallAsync("gorgias_list_ticket_messages", new() { ["ticket_id"] = id }))["data"]!.AsArray().Count);

        await client.CallAsync("gorgias_delete_ticket", new() { ["id"] = id });
        var (gone, isError) = await client.TryAsync("gorgias_get_ticket", new() { ["id"] = id });
        Assert.True(isError);
        Assert.Contains("404", gone, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unmodified_client_keeps_tags_customers_users_and_teams()
    {
        await using var client = await StartAsync();
        var kept = await client.CallAsync("gorgias_create_tag", new() { ["name"] = "late" });
        var twin = await client.CallAsync("gorgias_create_tag", new() { ["name"] = "delayed" });
        await client.CallAsync("gorgias_update_tag", new() { ["id"] = (long)kept["id"]!, ["description"] = "Carrier is late" });
        await client.CallAsync("gorgias_merge_tags", new() { ["destination_tag_id"] = (long)kept["id"]!, ["source_tags_ids"] = new JsonArray((long)twin["id"]!) });
        Assert.Equal("Carrier is late", (string?)(await client.CallAsync("gorgias_get_tag", new() { ["id"] = (long)kept["id"]! }))["description"]);
        await client.CallAsync("gorgias_delete_tags", new() { ["ids"] = new JsonArray((long)kept["id"]!) });

        var survivor = await client.CallAsync("gorgias_create_customer", new() { ["name"] = "Otto Lenk", ["email"] = "otto.lenk@plum.example" });
        var duplicate = await client.CallAsync("gorgias_create_customer", new() { ["name"] = "O. Lenk" });
        await client.CallAsync("gorgias_set_customer_data", new() { ["customer_id"] = (long)survivor["id"]!, ["data"] = new JsonObject { ["tier"] = "gold" } });
        await client.CallAsync("gorgias_merge_customers", new() { ["source_id"] = (long)duplicate["id"]!, ["target_id"] = (long)survivor["id"]! });
        var followed = await client.CallAsync("gorgias_get_customer", new() { ["id"] = (long)duplicate["id"]! });
        Assert.Equal((long)survivor["id"]!, (long)followed["id"]!);
        Assert.Equal("gold", (string?)followed["data"]!["tier"]);
        await client.CallAsync("gorgias_delete_customers", new() { ["ids"] = new JsonArray((long)survivor["id"]!) });

        var user = await client.CallAsync("gorgias_create_user", new() { ["name"] = "Nia Holt", ["email"] = "nia@acme.example", ["role"] = new JsonObject { ["name"] = "basic-agent" } });
        var team = await client.CallAsync("gorgias_create_team", new() { ["name"] = "Night", ["members"] = new JsonArray(new JsonObject { ["id"] = (long)user["id"]! }) });
        Assert.Equal("Nia Holt", (string?)Assert.Single(team["members"]!.AsArray())!["name"]);
        await client.CallAsync("gorgias_delete_user", new() { ["id"] = (long)user["id"]! });
        Assert.Empty((await client.CallAsync("gorgias_get_team", new() { ["id"] = (long)team["id"]! }))["members"]!.AsArray());
    }

    [Theory]
    [InlineData("gorgias_retrieve_account")]
    [InlineData("gorgias_list_account_settings")]
    [InlineData("gorgias_list_customers")]
    [InlineData("gorgias_list_events")]
    [InlineData("gorgias_list_messages")]
    [InlineData("gorgias_list_tags")]
    [InlineData("gorgias_list_teams")]
    [InlineData("gorgias_list_tickets")]
    [InlineData("gorgias_list_users")]
    public async Task An_unmodified_client_reads(string tool)
    {
        await using var client = await StartAsync();
        await client.CallAsync(tool, []);
    }

    private Task<ToolServer> StartAsync() => ToolServer.StartAsync(
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ANTIPHON_URL"] = desk.Address.ToString(),
            ["GORGIAS_DOMAIN"] = "acme",
            ["GORGIAS_EMAIL"] = Desk.AdminEmail,
            ["GORGIAS_API_KEY"] = desk.AdminKey,
            ["GORGIAS_ACCESS_LEVEL"] = "admin",
        },
        "--import",
        Path.Combine(ClientPackages.Home, "pointed-here.mjs"),
        ClientPackages.Module("gorgias-mcp-server/dist/index.js"));

    private static JsonObject Message(string from, string to, JsonObject sender, bool fromAgent, string text) => new()
    {
        ["channel"] = "email",
        ["via"] = "api",
        ["from_agent"] = fromAgent,
        ["sender"] = sender,
        ["subject"] = "Torn sleeve",
        ["body_text"] = text,
        ["source"] = new JsonObject { ["from"] = new JsonObject { ["address"] = from }, ["to"] = new JsonArray(new JsonObject { ["address"] = to }) },
    };
}
