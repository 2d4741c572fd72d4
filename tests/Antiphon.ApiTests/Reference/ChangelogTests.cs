using System.Net;
using System.Reflection;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Reference;

namespace Antiphon.ApiTests.Reference;

/// <summary>One test per dated change: what is new works, what is old is refused.</summary>
[Trait("row", "A19")]
public sealed class ChangelogTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public void Every_entry_has_its_test()
    {
        var proved = typeof(ChangelogTests).GetMethods().SelectMany(test => test.GetCustomAttributes<TraitAttribute>()).Where(trait => trait.Name is "entry").Select(trait => trait.Value);
        Assert.Equal(Changelog.Entries.Select(entry => entry.Key).Order(), proved.Order());
    }

    [Fact]
    public async Task The_page_shows_every_entry_newest_first()
    {
        using var stranger = new HttpClient { BaseAddress = desk.Address };
        var page = (await stranger.GetJsonAsync("/changelog")).Is(HttpStatusCode.OK);
        Assert.Equal("text/html; charset=utf-8", page.Header("Content-Type"));
        var places = Changelog.Entries.Select(entry => page.Body.IndexOf($"<article id=\"{entry.Key}\">", StringComparison.Ordinal)).ToList();
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
        Assert.Equal(Changelog.Entries.OrderByDescending(entry => entry.Date), Changelog.Entries);
    }

    [Fact]
    [Trait("entry", "subject-length")]
    public async Task A_subject_has_at_most_998_characters()
    {
        var thread = await desk.ThreadAsync();
        (await desk.Admin.SayAsync(thread.Ticket, Threads.Question().With("subject", new string('s', 998)))).Is(HttpStatusCode.Created);
        var refused = (await desk.Admin.SayAsync(thread.Ticket, Threads.Question().With("subject", new string('s', 999)))).Is(HttpStatusCode.BadRequest);
        Assert.NotEmpty(refused.ErrorsAt("subject"));
    }

    [Fact]
    [Trait("entry", "merged-customers")]
    public async Task A_merged_customer_answers_301()
    {
        var stays = await desk.CustomerAsync(Threads.NewEmail());
        var goes = await desk.CustomerAsync(Threads.NewEmail());
        (await desk.Admin.PutJsonAsync($"/api/customers/merge?source_id={goes}&target_id={stays}", new JsonObject())).Is(HttpStatusCode.Accepted);
        var moved = (await desk.Admin.GetJsonAsync($"/api/customers/{goes}/data")).Is(HttpStatusCode.MovedPermanently);
        Assert.Equal("", moved.Body);
        Assert.Contains($"/api/customers/{stays}", moved.Header("Location"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("row", "A21")]
    [Trait("entry", "ticket-search-put")]
    public async Task Putting_to_the_ticket_search_answers_405()
    {
        var refused = (await desk.Admin.PutJsonAsync("/api/tickets/search", new JsonObject())).Is(HttpStatusCode.MethodNotAllowed);
        Assert.Equal("The specified HTTP method is not allowed.", (string?)refused["error"]!["msg"]);
    }

    [Fact]
    [Trait("entry", "page-numbers")]
    public async Task Page_numbers_are_refused_and_cursors_work()
    {
        foreach (var list in new[] { "tags", "customers", "messages", "users", "teams", "events", "account/settings" })
        {
            Assert.NotEmpty((await desk.Admin.GetJsonAsync($"/api/{list}?page=2")).Is(HttpStatusCode.BadRequest).ErrorsAt("page"));
            Assert.NotEmpty((await desk.Admin.GetJsonAsync($"/api/{list}?per_page=5")).Is(HttpStatusCode.BadRequest).ErrorsAt("per_page"));
        }

        await desk.CustomerAsync(Threads.NewEmail());
        await desk.CustomerAsync(Threads.NewEmail());
        var first = (await desk.Admin.GetJsonAsync("/api/customers?limit=1")).Is(HttpStatusCode.OK);
        var second = (await desk.Admin.GetJsonAsync($"/api/customers?limit=1&cursor={Uri.EscapeDataString((string)first["meta"]!["next_cursor"]!)}")).Is(HttpStatusCode.OK);
        Assert.NotEqual((long)first["data"]![0]!["id"]!, (long)second["data"]![0]!["id"]!);
    }

    [Fact]
    [Trait("entry", "body-length")]
    public async Task A_message_body_has_at_most_one_megabyte()
    {
        const int Most = 1024 * 1024;
        var thread = await desk.ThreadAsync();
        (await desk.Admin.SayAsync(thread.Ticket, Threads.Question(new string('b', Most)))).Is(HttpStatusCode.Created);
        Assert.NotEmpty((await desk.Admin.SayAsync(thread.Ticket, Threads.Question(new string('b', Most + 1)))).Is(HttpStatusCode.BadRequest).ErrorsAt("body_text"));
    }

    [Fact]
    [Trait("entry", "users-are-not-customers")]
    public async Task A_user_does_not_take_what_belongs_to_customers()
    {
        var user = new JsonObject { ["email"] = "kei@store.example", ["name"] = "Kei Mori", ["role"] = new JsonObject { ["name"] = "agent" } };
        foreach (var member in new[] { "channels", "customer", "data", "roles" })
        {
            var refused = await desk.Admin.PostJsonAsync("/api/users", user.DeepClone().AsObject().With(member, new JsonArray()));
            Assert.NotEmpty(refused.Is(HttpStatusCode.BadRequest).ErrorsAt(member));
        }

        (await desk.Admin.PostJsonAsync("/api/users", user)).Is(HttpStatusCode.Created);
    }
}
