using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.Contract;
using Antiphon.Identity;

namespace Antiphon.ApiTests.Views;

/// <summary>Making, reading, changing and deleting views.</summary>
[Trait("row", "B29")]
public sealed class ViewTests(Desk desk) : IClassFixture<Desk>
{
    private static readonly string[] SystemSlugs = ["inbox", "unassigned", "all", "snoozed", "closed", "trash", "spam", "all-customers"];

    [Fact]
    public async Task A_new_account_has_the_system_views()
    {
        var list = (await desk.Admin.GetJsonAsync("/api/views?category=system&order_by=created_datetime:asc")).Is(HttpStatusCode.OK);
        var views = list["data"]!.AsArray();
        Assert.Equal(SystemSlugs, views.Select(view => (string?)view!["slug"]));
        Assert.Equal("""eq(ticket.assignee_user.id, "{{current_user.id}}") && eq(ticket.status, "open")""", (string?)views[0]!["filters"]);
        Assert.All(views.SkipLast(1), view => Assert.Equal("last_message_datetime", (string?)view!["order_by"]));
        Assert.Equal("customer-list", (string?)views[^1]!["type"]);
        Assert.Equal(["name", "email", "created", "updated"], views[^1]!["fields"]!.AsArray().Select(field => (string?)field));
    }

    [Fact]
    public async Task A_system_view_cannot_be_deleted_but_changed()
    {
        var inbox = (await desk.Admin.GetJsonAsync("/api/views?category=system&order_by=created_datetime:asc&limit=1")).Is(HttpStatusCode.OK)["data"]![0]!;
        var path = (string)inbox["uri"]!;
        (await desk.Admin.DeleteJsonAsync(path)).Is(HttpStatusCode.Forbidden);
        Assert.Equal("My inbox", (string?)(await desk.Admin.PutJsonAsync(path, new { name = "My inbox" })).Is(HttpStatusCode.Accepted)["name"]);
        var refused = (await desk.Admin.PutJsonAsync(path, new { visibility = "private" })).Is(HttpStatusCode.BadRequest);
        Assert.Equal(["A system view is public."], refused.ErrorsAt("visibility"));
        (await desk.Admin.PutJsonAsync(path, new { name = "Inbox" })).Is(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_view_has_defaults_for_everything()
    {
        var view = (await desk.Admin.PostJsonAsync("/api/views", new { name = "Été: à traiter!" })).Is(HttpStatusCode.Created);
        Assert.Equal("été-à-traiter", (string?)view["slug"]);
        Assert.Equal(("user", "ticket-list", "public", "", "updated_datetime", "desc"), (
            (string?)view["category"], (string?)view["type"], (string?)view["visibility"], (string?)view["filters"], (string?)view["order_by"], (string?)view["order_dir"]));
        Assert.Equal([EventType.ViewCreated], await desk.EventsOfAsync(EventObject.View, (long)view["id"]!));
    }

    [Theory]
    [InlineData("eq(ticket.status, 'open'", "line 1, column 25")]
    [InlineData("eq(ticket.status, 'open') &&\n  near(ticket.subject, 'x')", "line 2, column 3")]
    [InlineData("eq(ticket.colour, 'red')", "line 1, column 4")]
    [InlineData("eq(customer.name, 'Ada')", "line 1, column 4")]
    public async Task Filters_that_cannot_be_read_are_refused_with_line_and_column(string filters, string place)
    {
        var refused = (await desk.Admin.PostJsonAsync("/api/views", new { filters })).Is(HttpStatusCode.BadRequest);
        Assert.Equal("Failed to create view", (string?)refused["error"]!["msg"]);
        Assert.Contains(place, Assert.Single(refused.ErrorsAt("filters")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_error_is_told_at_once()
    {
        var refused = (await desk.Admin.PostJsonAsync("/api/views", new
        {
            type = "list",
            visibility = "secret",
            order_by = "subject",
            order_dir = "up",
            fields = new[] { "id", "color" },
            filters = "eq(",
            shared_with_users = new[] { Stock.Missing },
            filters_ast = new { },
        })).Is(HttpStatusCode.BadRequest);
        Assert.All(["type", "visibility", "order_by", "order_dir", "fields.1", "filters", "shared_with_users.0"], field => Assert.NotEmpty(refused.ErrorsAt(field)));
        Assert.Equal(["Unknown field."], refused.ErrorsAt("filters_ast"));
    }

    [Fact]
    public async Task A_whole_view_can_be_sent_back()
    {
        var user = await PersonAsync("whole");
        var made = (await desk.Admin.PostJsonAsync("/api/views", new { name = "Whole", visibility = "shared", shared_with_users = new[] { user }, filters = Chain(150) })).Is(HttpStatusCode.Created);
        var whole = made.Json.AsObject();
        whole["name"] = "Changed";
        whole["id"] = 1;
        var changed = (await desk.Admin.PutJsonAsync($"/api/views/{made["id"]}", whole.ToJsonString())).Is(HttpStatusCode.Accepted);
        Assert.Equal("Changed", (string?)changed["name"]);
        Assert.Equal((long)made["id"]!, (long)changed["id"]!);
        Assert.Equal(user, (long)Assert.Single(changed["shared_with_users"]!.AsArray())!["id"]!);
        Assert.Equal([EventType.ViewCreated, EventType.ViewUpdated], await desk.EventsOfAsync(EventObject.View, (long)made["id"]!));
        (await desk.Admin.PutJsonAsync($"/api/views/{made["id"]}", changed.Body)).Is(HttpStatusCode.Accepted);
        Assert.Equal(2, (await desk.EventsOfAsync(EventObject.View, (long)made["id"]!)).Count);
    }

    [Fact]
    public async Task A_put_changes_only_what_is_sent_and_null_clears()
    {
        var made = (await desk.Admin.PostJsonAsync("/api/views", new { name = "Parts", decoration = new { emoji = "🔥" }, section_id = 7, search = "refund", filters = "eq(ticket.spam, true)" })).Is(HttpStatusCode.Created);
        var path = (string)made["uri"]!;
        var changed = (await desk.Admin.PutJsonAsync(path, """{"decoration": null, "section_id": null, "search": null}""")).Is(HttpStatusCode.Accepted);
        Assert.Equal(("Parts", "eq(ticket.spam, true)"), ((string?)changed["name"], (string?)changed["filters"]));
        Assert.All(["decoration", "section_id", "search"], member => Assert.Null(changed[member]));
        var refused = (await desk.Admin.PutJsonAsync(path, """{"filters": null, "visibility": null}""")).Is(HttpStatusCode.BadRequest);
        Assert.All(["filters", "visibility"], member => Assert.Equal(["Field may not be null."], refused.ErrorsAt(member)));
    }

    [Fact]
    public async Task A_deleted_view_is_gone()
    {
        var view = (await desk.Admin.PostJsonAsync("/api/views", new { name = "Gone" })).Is(HttpStatusCode.Created);
        (await desk.Admin.DeleteJsonAsync($"/api/views/{view["id"]}")).Is(HttpStatusCode.NoContent);
        (await desk.Admin.GetJsonAsync($"/api/views/{view["id"]}")).Is(HttpStatusCode.NotFound);
        (await desk.Admin.DeleteJsonAsync($"/api/views/{view["id"]}")).Is(HttpStatusCode.NotFound);
        Assert.Equal([EventType.ViewCreated, EventType.ViewDeleted], await desk.EventsOfAsync(EventObject.View, (long)view["id"]!));
    }

    [Fact]
    [Trait("row", "J09")]
    public async Task A_private_view_is_its_owners_alone()
    {
        using var lead = await desk.AsRoleAsync(Roles.Lead);
        var mine = (await lead.PostJsonAsync("/api/views", new { name = "Mine", visibility = "private" })).Is(HttpStatusCode.Created);
        Assert.Equal("Some agent", (string?)Assert.Single(mine["shared_with_users"]!.AsArray())!["name"]);
        var path = (string)mine["uri"]!;
        (await lead.GetJsonAsync(path)).Is(HttpStatusCode.OK);
        (await desk.Admin.GetJsonAsync(path)).Is(HttpStatusCode.NotFound);
        (await desk.Admin.PutJsonAsync(path, new { name = "Ours" })).Is(HttpStatusCode.NotFound);
        (await desk.Admin.DeleteJsonAsync(path)).Is(HttpStatusCode.NotFound);
        Assert.DoesNotContain((await desk.Admin.GetJsonAsync("/api/views?limit=100"))["data"]!.AsArray(), view => (string?)view!["name"] == "Mine");
        var refused = (await lead.PutJsonAsync(path, new { shared_with_users = new[] { desk.Account.OwnerUserId } })).Is(HttpStatusCode.BadRequest);
        Assert.Equal(["A private view belongs to its owner alone."], refused.ErrorsAt("shared_with_users"));
        (await lead.DeleteJsonAsync(path)).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    [Trait("row", "J09")]
    public async Task A_shared_view_is_seen_by_those_it_is_shared_with_and_by_leads_and_admins()
    {
        using var observer = await desk.AsRoleAsync(Roles.Observer);
        using var basic = await desk.AsRoleAsync(Roles.Basic);
        using var lite = await desk.AsRoleAsync(Roles.Lite);
        using var lead = await desk.AsRoleAsync(Roles.Lead);
        var basicId = (long)(await basic.GetJsonAsync("/api/users/0"))["id"]!;
        var liteId = (long)(await lite.GetJsonAsync("/api/users/0"))["id"]!;
        var team = (await desk.Admin.PostJsonAsync("/api/teams", new { name = "Night shift", members = new[] { new { id = liteId } } })).Is(HttpStatusCode.Created);
        var view = (await desk.Admin.PostJsonAsync("/api/views", new
        {
            name = "Shared",
            visibility = "shared",
            shared_with_users = new[] { basicId },
            shared_with_teams = new[] { (long)team["id"]! },
        })).Is(HttpStatusCode.Created);
        var path = (string)view["uri"]!;
        foreach (var (caller, sees) in new[] { (desk.Admin, true), (lead, true), (basic, true), (lite, true), (observer, false) })
        {
            (await caller.GetJsonAsync(path)).Is(sees ? HttpStatusCode.OK : HttpStatusCode.NotFound);
            Assert.Equal(sees, (await caller.GetJsonAsync("/api/views?limit=100"))["data"]!.AsArray().Any(listed => (string?)listed!["uri"] == path));
        }

        // Without the team only leads and admins are left, and those it is shared with.
        (await desk.Admin.DeleteJsonAsync($"/api/teams/{team["id"]}")).Is(HttpStatusCode.NoContent);
        (await lite.GetJsonAsync(path)).Is(HttpStatusCode.NotFound);
        Assert.Null((await lead.GetJsonAsync(path)).Is(HttpStatusCode.OK)["deactivated_datetime"]);
    }

    [Fact]
    [Trait("row", "J09")]
    public async Task Limits_are_500_views_for_all_and_20_for_oneself()
    {
        await using var own = await Desk.StartAsync();
        for (var i = 0; i < 20; i++)
        {
            (await own.Admin.PostJsonAsync("/api/views", new { visibility = "private" })).Is(HttpStatusCode.Created);
        }

        Assert.Equal(["A user has at most 20 private views."], (await own.Admin.PostJsonAsync("/api/views", new { visibility = "private" })).Is(HttpStatusCode.BadRequest).ErrorsAt("visibility"));
        await Parallel.ForAsync(0, 499, async (_, _) => (await own.Admin.PostJsonAsync("/api/views", new { })).Is(HttpStatusCode.Created));
        // Two that race for the last place: one gets it.
        var last = await Task.WhenAll(own.Admin.PostJsonAsync("/api/views", new { }), own.Admin.PostJsonAsync("/api/views", new { visibility = "shared" }));
        Assert.Equal([HttpStatusCode.Created, HttpStatusCode.BadRequest], last.Select(answer => answer.Status).Order());
        using var lead = await own.AsRoleAsync(Roles.Lead);
        var theirs = (await lead.PostJsonAsync("/api/views", new { visibility = "private" })).Is(HttpStatusCode.Created);
        Assert.Equal(
            ["An account has at most 500 public and shared views."],
            (await lead.PutJsonAsync((string)theirs["uri"]!, new { visibility = "public" })).Is(HttpStatusCode.BadRequest).ErrorsAt("visibility"));
    }

    private static string Chain(int terms) => string.Join(" && ", Enumerable.Range(0, terms).Select(n => $"neq(ticket.id, {n})"));

    private async Task<long> PersonAsync(string name) =>
        (long)(await desk.Admin.PostJsonAsync("/api/users", new { email = $"{name}@acme.example", name, role = new { name = "agent" } })).Is(HttpStatusCode.Created)["id"]!;
}
