using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.Contract;
using Antiphon.Identity;

namespace Antiphon.ApiTests.Views;

/// <summary>A view whose filter names something that is deleted is deactivated in the same transaction.</summary>
[Trait("row", "B29")]
public sealed class DeactivatedViewTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task Deleting_a_tag_deactivates_the_views_that_name_it()
    {
        var tag = await MakeAsync("/api/tags", new { name = "Refund me" });
        var byName = await ViewAsync("containsAny(ticket.tags.name, ['vip', 'refund ME']) && eq(ticket.status, 'open')");
        var byId = await ViewAsync($"eq(ticket.tags.id, '{tag}')");
        var other = await ViewAsync("containsAny(ticket.tags.name, ['refund'])");
        (await desk.Admin.DeleteJsonAsync($"/api/tags/{tag}")).Is(HttpStatusCode.NoContent);
        await IsDeactivatedAsync(byName);
        await IsDeactivatedAsync(byId);
        await IsActiveAsync(other);
        Assert.Equal([EventType.ViewCreated, EventType.ViewDeactivated], await desk.EventsOfAsync(EventObject.View, byName));

        // The same filters do not make it work again; new ones do.
        (await desk.Admin.PutJsonAsync($"/api/views/{byName}", new { filters = "containsAny(ticket.tags.name, ['vip', 'refund ME']) && eq(ticket.status, 'open')" })).Is(HttpStatusCode.Accepted);
        await IsDeactivatedAsync(byName);
        (await desk.Admin.PutJsonAsync($"/api/views/{byName}", new { filters = "containsAny(ticket.tags.name, ['vip'])" })).Is(HttpStatusCode.Accepted);
        await IsActiveAsync(byName);
    }

    [Fact]
    public async Task A_tag_that_is_merged_away_deactivates_the_views_that_name_it()
    {
        var from = await MakeAsync("/api/tags", new { name = "returns" });
        var to = await MakeAsync("/api/tags", new { name = "return" });
        var (gone, kept) = (await ViewAsync("eq(ticket.tags.name, 'returns')"), await ViewAsync("eq(ticket.tags.name, 'return')"));
        (await desk.Admin.PutJsonAsync($"/api/tags/{to}/merge", new { source_tags_ids = new[] { from } })).Is(HttpStatusCode.Accepted);
        await IsDeactivatedAsync(gone);
        await IsActiveAsync(kept);
    }

    [Fact]
    public async Task Deleting_a_user_a_team_or_a_customer_deactivates_the_views_that_name_it()
    {
        var user = await MakeAsync("/api/users", new { email = "leaving@acme.example", name = "Leaving", role = new { name = "agent" } });
        var team = await MakeAsync("/api/teams", new { name = "Leaving" });
        var customer = await MakeAsync("/api/customers", new { email = "leaving@mail.example" });
        var views = new[]
        {
            (Path: $"/api/users/{user}", View: await ViewAsync($"eq(ticket.assignee_user.id, {user})")),
            (Path: $"/api/teams/{team}", View: await ViewAsync($"!(neq(ticket.assignee_team.id, \"{team}\"))")),
            (Path: $"/api/customers/{customer}", View: await ViewAsync($"eq(ticket.customer.id, {customer}) || isEmpty(ticket.subject)")),
        };
        foreach (var (path, view) in views)
        {
            await IsActiveAsync(view);
            (await desk.Admin.DeleteJsonAsync(path)).Is(HttpStatusCode.NoContent);
            await IsDeactivatedAsync(view);
        }
    }

    [Fact]
    public async Task The_private_views_of_a_deleted_user_go_with_the_user()
    {
        using var lead = await desk.AsRoleAsync(Roles.Lead);
        var user = (long)(await lead.GetJsonAsync("/api/users/0"))["id"]!;
        var own = (long)(await lead.PostJsonAsync("/api/views", new { visibility = "private" })).Is(HttpStatusCode.Created)["id"]!;
        var shared = (long)(await desk.Admin.PostJsonAsync("/api/views", new { visibility = "shared", shared_with_users = new[] { user } })).Is(HttpStatusCode.Created)["id"]!;
        (await desk.Admin.DeleteJsonAsync($"/api/users/{user}")).Is(HttpStatusCode.NoContent);
        Assert.Equal([EventType.ViewCreated, EventType.ViewDeleted], await desk.EventsOfAsync(EventObject.View, own));
        Assert.Empty((await desk.Admin.GetJsonAsync($"/api/views/{shared}")).Is(HttpStatusCode.OK)["shared_with_users"]!.AsArray());
    }

    private Task<long> ViewAsync(string filters) => MakeAsync("/api/views", new { filters });

    private async Task<long> MakeAsync(string path, object body) => (long)(await desk.Admin.PostJsonAsync(path, body)).Is(HttpStatusCode.Created)["id"]!;

    private async Task IsDeactivatedAsync(long view) => Assert.NotNull((await desk.Admin.GetJsonAsync($"/api/views/{view}")).Is(HttpStatusCode.OK)["deactivated_datetime"]);

    private async Task IsActiveAsync(long view) => Assert.Null((await desk.Admin.GetJsonAsync($"/api/views/{view}")).Is(HttpStatusCode.OK)["deactivated_datetime"]);
}
