using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.ApiTests.OAuth;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Changes;

/// <summary>The feed shows nobody more than the routes of the objects do.</summary>
[Trait("row", "N06")]
public sealed class ChangeAccessTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_private_view_is_its_owners_business_from_the_first_to_the_last_change()
    {
        using var lead = await desk.AsRoleAsync(Roles.Lead);
        var after = await desk.Admin.PositionAsync();
        var view = (await lead.PostJsonAsync("/api/views", new JsonObject { ["name"] = "mine", ["visibility"] = "private" })).Is(HttpStatusCode.Created)["id"];
        Assert.Equal([$"created View {view}"], await lead.SaidAsync(after));
        (await lead.PutJsonAsync($"/api/views/{view}", new JsonObject { ["name"] = "still mine" })).Is(HttpStatusCode.Accepted);
        (await lead.DeleteJsonAsync($"/api/views/{view}")).Is(HttpStatusCode.NoContent);
        Assert.Equal([$"deleted View {view}"], (await lead.SaidAsync(after)).TakeLast(1));
        Assert.Empty(await desk.Admin.SaidAsync(after, "&object_types=View"));
        // The position moves all the same.
        Assert.Equal(await lead.PositionAsync(), (long)(await desk.Admin.GetJsonAsync($"/api/changes?after={after}"))["next"]!);
    }

    [Fact]
    public async Task Who_loses_sight_of_a_view_hears_that_it_is_gone()
    {
        using var basic = await desk.AsRoleAsync(Roles.Basic);
        var view = (await desk.Admin.PostJsonAsync("/api/views", new JsonObject { ["name"] = "for all" })).Is(HttpStatusCode.Created)["id"];
        var after = await desk.Admin.PositionAsync();
        (await desk.Admin.PutJsonAsync($"/api/views/{view}", new JsonObject { ["visibility"] = "private" })).Is(HttpStatusCode.Accepted);
        var lost = (await basic.ChangesAsync(after, "&include=object")).Single();
        Assert.Equal(($"deleted View {view}", null, null), (lost.Said(), lost["actor"], lost["object"]));
        Assert.Equal([$"updated View {view}"], await desk.Admin.SaidAsync(after));
    }

    [Fact]
    public async Task Everyone_hears_of_exactly_the_views_that_the_list_shows()
    {
        string[] roles = [Roles.Lead, Roles.Basic, Roles.Lite, Roles.Observer];
        var callers = new List<HttpClient> { desk.Admin };
        foreach (var role in roles)
        {
            callers.Add(await desk.AsRoleAsync(role));
        }

        var people = new List<long>();
        foreach (var caller in callers)
        {
            people.Add((long)(await caller.GetJsonAsync("/api/users/0"))["id"]!);
        }

        var team = (long)(await desk.Admin.PostJsonAsync("/api/teams", new JsonObject { ["name"] = "sees", ["members"] = new JsonArray(new JsonObject { ["id"] = people[3] }) })).Is(HttpStatusCode.Created)["id"]!;
        var after = await desk.Admin.PositionAsync();
        foreach (var view in new JsonObject[]
        {
            new() { ["visibility"] = "public" },
            new() { ["visibility"] = "private" },
            new() { ["visibility"] = "shared", ["shared_with_users"] = new JsonArray(people[2]) },
            new() { ["visibility"] = "shared", ["shared_with_teams"] = new JsonArray(team) },
        })
        {
            view["name"] = "who sees it";
            (await desk.Admin.PostJsonAsync("/api/views", view)).Is(HttpStatusCode.Created);
        }

        foreach (var caller in callers)
        {
            var listed = (await caller.GetJsonAsync("/api/views?category=user&limit=100")).Is(HttpStatusCode.OK)["data"]!.AsArray().Where(view => (string)view!["name"]! == "who sees it").Select(view => (long)view!["id"]!);
            var heard = (await caller.ChangesAsync(after, "&object_types=View&include=object")).Where(change => change["object"] is not null).Select(change => (long)change["object_id"]!);
            Assert.Equal(listed.Order(), heard.Order());
        }
    }

    [Fact]
    [Trait("row", "A08")]
    public async Task A_token_hears_of_what_its_scopes_let_it_read()
    {
        var app = await desk.RegisterAsync("write:all");
        using var caller = await desk.AsAppAsync(app, Desk.AdminEmail, Scope.EventsRead, Scope.TagsRead);
        using var stranger = await desk.AsAppAsync(app, Desk.AdminEmail, Scope.TagsRead, Scope.TicketsRead);
        using (var refused = await LiveReader.SendAsync(stranger))
        {
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }

        await Threads.UntilAsync(() => Task.FromResult(desk.Services.GetRequiredService<Announcements>().IsListening));
        var after = await caller.PositionAsync();
        using var reader = await LiveReader.OpenAsync(caller);
        var ticket = await desk.Admin.OpenTicketAsync();
        (await desk.Admin.PostJsonAsync("/api/live/presence", new { ticket_id = (long)ticket["id"]!, activity = "viewing" })).Is(HttpStatusCode.Accepted);
        var tag = (await desk.Admin.PostJsonAsync("/api/tags", new { name = "for tokens" })).Is(HttpStatusCode.Created)["id"];
        Assert.Equal([$"created Tag {tag}"], await caller.SaidAsync(after, "&include=object"));
        var first = (await reader.NextAsync())!;
        Assert.Equal(("change", $"created Tag {tag}"), (first.Name, first.Data.Said()));
        // A revoked grant ends the stream as a revoked key does, and the token does not open another.
        await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync(ApiKeys.Changed(desk.Account.Id), TestContext.Current.CancellationToken));
        Assert.Equal(LiveEnd.Restarted, (string?)(await reader.NextAsync("end"))["reason"]);
    }

    [Fact]
    public async Task Another_account_has_a_feed_of_its_own()
    {
        var other = await desk.OpenAccountAsync("beta", "bea@beta.example");
        using var caller = desk.Caller("bea@beta.example", other.ApiKey, "beta.localhost");
        var (after, theirs) = (await desk.Admin.PositionAsync(), await caller.PositionAsync());
        (await caller.PostJsonAsync("/api/tags", new { name = "theirs" })).Is(HttpStatusCode.Created);
        Assert.Empty(await desk.Admin.ChangesAsync(after));
        Assert.Equal([theirs + 1], (await caller.ChangesAsync(theirs)).Select(change => (long)change["sequence"]!));
    }
}
