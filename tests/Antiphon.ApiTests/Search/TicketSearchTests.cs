using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Client;
using Antiphon.ApiTests.Furniture;
using Antiphon.Data;
using Antiphon.Identity;
using Antiphon.Search.FullText;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Search;

/// <summary>What the search for tickets finds, and how it shows it.</summary>
[Trait("row", "P01")]
[Trait("row", "K16")]
public sealed class TicketSearchTests(Desk desk) : IClassFixture<Desk>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_that_a_ticket_says_and_is_finds_it()
    {
        var id = await desk.Admin.TicketAsync("Quixotic parcel", "The zeppelin never came. My order is ORD-5356.", ticket =>
        {
            ticket["external_id"] = "shop:778899";
            ticket["meta"] = new JsonObject { ["invoice"] = "INV2026X", ["nested"] = new JsonObject { ["n"] = 443322 } };
            ticket["tags"] = new JsonArray(new JsonObject { ["name"] = "Très urgent" });
            ticket["customer"] = new JsonObject
            {
                ["email"] = "wilhelmina.orff@mail.example",
                ["name"] = "Wilhelmina Örff",
                ["external_id"] = "crm-6001",
                ["channels"] = new JsonArray(new JsonObject { ["type"] = "phone", ["address"] = "+1 555 010 7777" }),
            };
            ticket["messages"]![0]!["attachments"] = new JsonArray(new JsonObject { ["url"] = "https://files.example/a.pdf", ["name"] = "lampshade-broken.pdf", ["content_type"] = "application/pdf", ["size"] = 12 });
        });
        await desk.Admin.PostJsonAsync($"/api/tickets/{id}/messages", Samples.Note("Checked with the kazoo department"));
        string[] queries =
        [
            "quixotic", "zeppelin", "kazoo", "lampshade", "lampshade-broken.pdf", "Orff", "WILHELMINA örff", "wilhelmina.orff@mail.example", "wilhelmina.orff", "5550107777", "(555) 010-7777",
            "ORD-5356", "5356", "ord", "shop:778899", "778899", "crm-6001", "INV2026X", "443322", "tres urgent", "urgent", $"{id}", $"#{id}",
            "quixotic zeppelin kazoo orff urgent 5356",
        ];
        var missed = new List<string>();
        foreach (var query in queries)
        {
            if (!(await desk.Admin.FindAsync(query)).Contains(id))
            {
                missed.Add(query);
            }
        }

        Assert.Empty(missed);
        Assert.DoesNotContain(id, await desk.Admin.FindAsync("quixotic saxophone"));
    }

    [Fact]
    public async Task The_last_word_may_be_begun_and_the_others_may_be_inflected()
    {
        var id = await desk.Admin.TicketAsync("Deliveries", "We were running around in circles with the thermostats", ticket => ticket["language"] = "en");
        Assert.Contains(id, await desk.Admin.FindAsync("thermo"));
        Assert.Contains(id, await desk.Admin.FindAsync("thermostat delivery"));
        Assert.Contains(id, await desk.Admin.FindAsync("run thermostats"));
        Assert.DoesNotContain(id, await desk.Admin.FindAsync("thermo delivery"));
        var german = await desk.Admin.TicketAsync("Frage", "Meine Bestellungen fehlen immer noch", ticket => ticket["language"] = "de");
        Assert.Contains(german, await desk.Admin.FindAsync("Bestellung fehlen"));
    }

    [Fact]
    public async Task Phrases_exclusions_and_operators_narrow()
    {
        var first = await desk.Admin.TicketAsync("Ocarina", "the blue harp is broken", ticket => Named(ticket, "Fiona Quill", "fiona@quill.example", "harpist"));
        var second = await desk.Admin.TicketAsync("Ocarina", "the harp is blue", ticket => Named(ticket, "Gordon Reed", "gordon@reed.example", "piper"));
        Assert.Equal([second, first], await desk.Admin.FindAsync("ocarina harp"));
        Assert.Equal([first], await desk.Admin.FindAsync("ocarina \"blue harp\""));
        Assert.Equal([second], await desk.Admin.FindAsync("ocarina -broken"));
        Assert.Equal([second], await desk.Admin.FindAsync("ocarina -\"blue harp\""));
        Assert.Equal([first], await desk.Admin.FindAsync("ocarina from:fiona@quill.example"));
        Assert.Equal([first], await desk.Admin.FindAsync("ocarina from:\"fiona qui\""));
        Assert.Equal([second], await desk.Admin.FindAsync("ocarina -from:fiona"));
        Assert.Empty(await desk.Admin.FindAsync("ocarina from:nobody"));
        Assert.Equal([first], await desk.Admin.FindAsync("ocarina tag:HARPIST"));
        Assert.Equal([second], await desk.Admin.FindAsync("ocarina -tag:harpist"));
        Assert.Empty(await desk.Admin.FindAsync("ocarina tag:unknown"));
        Assert.Equal([second, first], await desk.Admin.FindAsync("ocarina after:2020-01-01"));
        Assert.Empty(await desk.Admin.FindAsync("ocarina before:2020-01-01"));
        Assert.Empty(await desk.Admin.FindAsync("ocarina -after:2020-01-01"));

        static void Named(JsonObject ticket, string name, string email, string tag)
        {
            ticket["customer"] = new JsonObject { ["name"] = name, ["email"] = email };
            ticket["messages"]![0]!["sender"] = new JsonObject { ["email"] = email };
            ticket["tags"] = new JsonArray(new JsonObject { ["name"] = tag });
        }
    }

    [Fact]
    public async Task Slips_in_names_are_forgiven_when_nothing_is_found_as_typed()
    {
        var id = await desk.Admin.TicketAsync("Hello", "Something about nothing", ticket => ticket["customer"] = new JsonObject { ["name"] = "Bartholomew Kinsella", ["email"] = "barty@kinsella.example" });
        Assert.Contains(id, await desk.Admin.FindAsync("Batholomew"));
        Assert.Contains(id, await desk.Admin.FindAsync("kinsela something"));
        Assert.Empty(await desk.Admin.FindAsync("xylophagous"));
    }

    [Fact]
    public async Task Where_the_words_stand_is_marked_and_the_rest_is_escaped()
    {
        await desk.Admin.TicketAsync("<Bassoon> & co", "I said <b>bassoons</b> & \"more\"");
        var found = (await desk.Admin.SearchAsync("bassoon"))["data"]![0]!;
        Assert.Equal("&lt;<em>Bassoon</em>&gt; &amp; co", (string?)found["highlights"]!["subject"]);
        Assert.Equal("I said &lt;b&gt;<em>bassoons</em>&lt;/b&gt; &amp; &quot;more&quot;", (string?)Assert.Single(found["highlights"]!["body"]!.AsArray()));
    }

    [Theory]
    [InlineData("created_datetime:desc")]
    [InlineData("created_datetime:asc")]
    [InlineData("updated_datetime:desc")]
    [InlineData("updated_datetime:asc")]
    [InlineData("relevance")]
    public async Task Pages_follow_each_other_in_every_order_and_back(string order)
    {
        var word = $"glockenspiel{order.GetHashCode(StringComparison.Ordinal):x}";
        var ids = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add(await desk.Admin.TicketAsync(i == 2 ? word : "Music", string.Join(' ', Enumerable.Repeat(word, i + 1))));
        }

        var walked = new List<long>();
        var more = $"&limit=2&order_by={order}";
        var page = await desk.Admin.SearchAsync(word, more);
        string? back = null;
        while (true)
        {
            walked.AddRange(page["data"]!.AsArray().Select(found => (long)found!["ticket"]!["id"]!));
            if ((string?)page["meta"]!["next_cursor"] is not { } next)
            {
                break;
            }

            page = await desk.Admin.SearchAsync(word, $"{more}&cursor={Uri.EscapeDataString(next)}");
            back = (string?)page["meta"]!["prev_cursor"];
        }

        Assert.Equal(ids, walked.Order());
        if (order != "relevance")
        {
            Assert.Equal(order.EndsWith("desc", StringComparison.Ordinal) ? ids.AsEnumerable().Reverse() : ids, walked);
        }
        else
        {
            Assert.Equal(ids[2], walked[0]);
        }

        Assert.Equal(walked[2..4], await desk.Admin.FindAsync(word, $"{more}&cursor={Uri.EscapeDataString(back!)}"));
    }

    [Fact]
    public async Task Who_may_list_tickets_may_search_them_and_nobody_else()
    {
        using var observer = await desk.AsRoleAsync("observer-agent");
        var id = await desk.Admin.TicketAsync("Harmonium", "Secrets");
        Assert.Contains(id, await observer.FindAsync("harmonium"));
        using var stranger = desk.Caller("nobody@acme.example", "wrong");
        (await stranger.GetJsonAsync("/api/tickets/search?q=harmonium")).Is(HttpStatusCode.Unauthorized);
        var beta = await desk.OpenAccountAsync("beta-search", "ada@beta.example");
        using var other = desk.Caller("ada@beta.example", beta.ApiKey, "beta-search.localhost");
        Assert.Empty(await other.FindAsync("harmonium"));
        Assert.Empty(await other.FindAsync($"{id}"));
    }

    [Fact]
    [Trait("row", "A21")]
    public async Task The_removed_method_of_the_ticket_search_is_not_allowed() =>
        (await desk.Admin.PutJsonAsync("/api/tickets/search", new { search = "x" })).Is(HttpStatusCode.MethodNotAllowed);

    [Fact]
    public async Task The_client_walks_what_is_found()
    {
        var ids = new[] { await desk.Admin.TicketAsync("Vibraphone", "one"), await desk.Admin.TicketAsync("Vibraphone", "two") };
        using var client = desk.Client();
        var found = await client.Search.TicketsAsync(new() { Text = "vibraphone", Limit = 1, OrderBy = "created_datetime:asc" }, cancellationToken: Token).ToListAsync(Token);
        Assert.Equal(ids, found.Select(item => item.Ticket.Id));
        Assert.Equal("<em>Vibraphone</em>", found[0].Highlights.Subject);
    }

    [Fact]
    public async Task A_list_of_tickets_joins_a_search_as_a_condition()
    {
        var id = await desk.Admin.TicketAsync("Theremin", "A condition");
        var found = await desk.InScopeAsync(async services =>
        {
            var search = await services.GetRequiredService<PrepareSearch>().RunAsync("therem", Actor.System(desk.Account.Id), Token);
            return await services.GetRequiredService<DeskDb>().ListAsync(
                $"select tickets.id from tickets where tickets.account_id = {desk.Account.Id} and tickets.status = 'open'{search.Condition()}", row => row.GetInt64(0), Token);
        });
        Assert.Equal([id], found);
    }
}
