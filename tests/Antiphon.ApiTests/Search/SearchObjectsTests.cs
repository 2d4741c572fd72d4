using System.Net;
using Antiphon.Accounts;
using Antiphon.ApiTests.Client;
using Antiphon.ApiTests.Furniture;
using Antiphon.Contract;

namespace Antiphon.ApiTests.Search;

/// <summary>Finding people and configuration objects. Contract page: search.</summary>
[Trait("row", "B33")]
public sealed class SearchObjectsTests : IAsyncLifetime
{
    private readonly Desk desk = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await desk.InitializeAsync();
        await CustomerAsync("Zoë Brontë", "zoe@wuthering.example", "(555) 010-9999");
        await CustomerAsync("Zoe", "other@mail.example", "+1 555 010 8888");
        await CustomerAsync("Émile Zola", "emile.zola@paris.example", null);
        await CustomerAsync("John Smith", "js@mail.example", null);
        (await desk.Admin.PostJsonAsync("/api/tags", new { name = "zoology" })).Is(HttpStatusCode.Created);
        (await desk.Admin.PostJsonAsync("/api/teams", new { name = "Zoo keepers" })).Is(HttpStatusCode.Created);
        (await desk.Admin.PostJsonAsync("/api/integrations", Samples.Integration("Zone alarm"))).Is(HttpStatusCode.Created);
        (await desk.Admin.PostJsonAsync("/api/users", new { email = "zora@acme.example", name = "Zora Agent", role = new { name = "agent" } })).Is(HttpStatusCode.Created);
    }

    public async ValueTask DisposeAsync() => await desk.DisposeAsync();

    [Fact]
    public async Task Each_type_finds_only_its_kind()
    {
        using var client = desk.Client();
        Assert.Equal(["Zora Agent"], (await client.Search.AgentsAsync("zo", cancellationToken: Token)).Select(user => user.Name));
        Assert.Equal(["Zoo keepers"], (await client.Search.TeamsAsync("ZO", cancellationToken: Token)).Select(team => team.Name));
        Assert.Equal(["zoology"], (await client.Search.TagsAsync("zo", cancellationToken: Token)).Select(tag => tag.Name));
        var webhook = Assert.Single(await client.Search.IntegrationsAsync("zo", cancellationToken: Token));
        Assert.Equal(("Zone alarm", "http", $"/api/integrations/{webhook.Id}/"), (webhook.Name, webhook.Type, webhook.Uri));
        Assert.Equal(["Émile Zola", "Zoe", "Zoë Brontë"], (await client.Search.CustomersAsync("zo", cancellationToken: Token)).Select(customer => customer.Name));
        Assert.Equal(["zoe@wuthering.example"], (await client.Search.EmailChannelsAsync("zoe", cancellationToken: Token)).Select(channel => channel.Address));
        Assert.Equal(["(555) 010-9999"], (await client.Search.PhoneChannelsAsync("555-010-9999", cancellationToken: Token)).Select(channel => channel.Address));
        var channel = Assert.Single(await client.Search.ChannelsAsync("emile.zola@par", cancellationToken: Token));
        Assert.Equal(("email", "emile.zola@paris.example", "Émile Zola", "emile.zola@paris.example"), (channel.Type, channel.Address, channel.Customer.Name, channel.Customer.Email));
        Assert.Empty(await client.Search.EmailChannelsAsync("5550109999", cancellationToken: Token));
    }

    [Fact]
    public async Task Every_word_begins_a_word_of_what_is_found_whatever_its_case_and_accents()
    {
        using var client = desk.Client();
        Assert.Equal(["Zoë Brontë"], await NamesAsync("ZOE bront"));
        Assert.Equal(["Émile Zola"], await NamesAsync("zola emi"));
        Assert.Equal(["Zoë Brontë"], await NamesAsync("wuthering"));
        Assert.Empty(await NamesAsync("zoe zola"));
        Assert.Empty(await NamesAsync("thering"));
        Assert.Empty(await NamesAsync("!?"));

        async Task<string[]> NamesAsync(string query) => [.. (await client.Search.CustomersAsync(query, cancellationToken: Token)).Select(customer => customer.Name!)];
    }

    [Fact]
    public async Task What_is_exactly_so_comes_first_and_then_the_most_recent()
    {
        using var client = desk.Client();
        Assert.Equal(["Zoe", "Zoë Brontë"], (await client.Search.CustomersAsync("zoe", cancellationToken: Token)).Select(customer => customer.Name));
        Assert.Equal("Zoë Brontë", (await client.Search.CustomersAsync("ZOE@wuthering.example", cancellationToken: Token))[0].Name);
        Assert.Equal("Zoë Brontë", (await client.Search.CustomerProfilesAsync("zoë brontë", cancellationToken: Token))[0].Name);
    }

    [Theory]
    [InlineData("+15550109999")]
    [InlineData("+1 (555) 010-9999")]
    [InlineData("1-555-010-9999")]
    [InlineData("555.010.9999")]
    [InlineData("001 555 010 9999")]
    public async Task A_phone_number_in_any_spelling_finds_one_customer(string number)
    {
        using var client = desk.Client();
        Assert.Equal("Zoë Brontë", Assert.Single(await client.Search.CustomersByPhoneAsync(number, cancellationToken: Token)).Name);
        Assert.Equal("Zoë Brontë", Assert.Single(await client.Search.CustomerProfilesAsync(number, cancellationToken: Token)).Name);
        Assert.Single(await client.Search.PhoneChannelsAsync(number, cancellationToken: Token));
    }

    [Fact]
    public async Task The_beginning_of_a_number_finds_all_that_begin_so()
    {
        using var client = desk.Client();
        Assert.Equal(2, (await client.Search.CustomersByPhoneAsync("+1 555 010", cancellationToken: Token)).Count);
        Assert.Empty(await client.Search.CustomersByPhoneAsync("zoe", cancellationToken: Token));
    }

    [Fact]
    public async Task A_number_without_a_country_belongs_to_the_region_of_the_account()
    {
        var own = await Desk.StartAsync();
        await using (own)
        {
            await own.SwitchAsync(new Switches { Plan = "off", PhoneRegion = "DE" });
            (await own.Admin.PostJsonAsync("/api/customers", new { name = "Ilse", channels = new[] { new { type = "phone", address = "030 55501234" } } })).Is(HttpStatusCode.Created);
            using var client = own.Client();
            Assert.Single(await client.Search.CustomersByPhoneAsync("+49 30 55501234", cancellationToken: Token));
            Assert.Empty(await client.Search.CustomersByPhoneAsync("+1 30 55501234", cancellationToken: Token));
        }
    }

    [Fact]
    public async Task A_mistyped_name_is_forgiven_when_nothing_else_is_found()
    {
        using var client = desk.Client();
        Assert.Equal(["John Smith"], (await client.Search.CustomersAsync("jonh", cancellationToken: Token)).Select(customer => customer.Name));
        Assert.Equal(["John Smith"], (await client.Search.CustomerProfilesAsync("john smiht", cancellationToken: Token)).Select(customer => customer.Name));
        // Who asks for an address wants to know whether that one is there.
        Assert.Empty(await client.Search.CustomersAsync("emile.zola@pariss.example", cancellationToken: Token));
    }

    [Fact]
    public async Task Nothing_typed_answers_the_most_recent_ones_and_size_bounds_them()
    {
        using var client = desk.Client();
        Assert.Equal(["John Smith", "Émile Zola"], (await client.Search.CustomersAsync(size: 2, cancellationToken: Token)).Select(customer => customer.Name));
        Assert.Equal(2, (await client.Search.AgentsAsync(cancellationToken: Token)).Count);
        foreach (var type in SearchType.All)
        {
            var answer = (await desk.Admin.PostJsonAsync("/api/search", new { type })).Is(HttpStatusCode.OK);
            Assert.Equal(("list", "/api/search"), ((string?)answer["object"], (string?)answer["uri"]));
            Assert.Null(answer["meta"]!["next_cursor"]);
        }
    }

    [Fact]
    public async Task What_is_wrong_is_told_at_once()
    {
        var answer = (await desk.Admin.PostJsonAsync("/api/search", new { type = "ticket", size = 51, page = 1 })).Is(HttpStatusCode.BadRequest);
        Assert.NotEmpty(answer.ErrorsAt("type"));
        Assert.NotEmpty(answer.ErrorsAt("size"));
        Assert.NotEmpty(answer.ErrorsAt("page"));
        Assert.NotEmpty((await desk.Admin.PostJsonAsync("/api/search", new { query = "zoe" })).Is(HttpStatusCode.BadRequest).ErrorsAt("type"));
        Assert.NotEmpty((await desk.Admin.PostJsonAsync("/api/search", new { type = "tag", size = 0 })).Is(HttpStatusCode.BadRequest).ErrorsAt("size"));
    }

    [Fact]
    public async Task A_switch_answers_the_bare_array_and_the_client_reads_both()
    {
        await desk.SwitchAsync(new Switches { Plan = "off", SearchBareArray = true });
        var answer = (await desk.Admin.PostJsonAsync("/api/search", new { type = "tag", query = "zoology" })).Is(HttpStatusCode.OK);
        Assert.Equal("zoology", (string?)answer.Json.AsArray()[0]!["name"]);
        using var client = desk.Client();
        Assert.Single(await client.Search.TagsAsync("zoology", cancellationToken: Token));
    }

    private async Task CustomerAsync(string name, string email, string? phone) => (await desk.Admin.PostJsonAsync(
        "/api/customers",
        new { name, email, channels = phone is null ? [] : new[] { new { type = "phone", address = phone } } })).Is(HttpStatusCode.Created);
}
