using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.Contract;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Changes;

/// <summary>What the feed says of what happens.</summary>
[Trait("row", "N06")]
[Trait("row", "K20")]
public sealed class ChangeFeedTests(Desk desk) : IClassFixture<Desk>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_makes_one_change_of_each_object_that_it_touches()
    {
        var after = await desk.Admin.PositionAsync();
        var ticket = await desk.Admin.OpenTicketAsync(body => body["tags"] = new JsonArray(new JsonObject { ["name"] = "feed-one" }));
        var (customer, message, tag) = (ticket["customer"]!["id"], ticket["messages"]![0]!["id"], ticket["tags"]![0]!["id"]);
        var changes = await desk.Admin.ChangesAsync(after);
        Assert.Equal(
            [$"created Customer {customer}", $"created Tag {tag}", $"created Ticket {ticket["id"]}", $"created TicketMessage {message}"],
            changes.Select(Feed.Said).Order(StringComparer.Ordinal));
        Assert.Equal(Enumerable.Range(1, changes.Count).Select(i => after + i), changes.Select(change => (long)change["sequence"]!));
        Assert.All(changes, change =>
        {
            Assert.Equal("api-key", (string?)change["actor"]!["type"]);
            Assert.NotNull(change["actor"]!["user_id"]);
            Assert.Equal((string?)changes[0]["context"], (string?)change["context"]);
            Assert.Null(change["object"]);
        });
        Assert.Equal((long)ticket["id"]!, (long)changes.Single(change => (string)change["object_type"]! == "TicketMessage")["ticket_id"]!);
        var events = await desk.Admin.GetJsonAsync($"/api/events?object_type=Ticket&object_id={ticket["id"]}");
        Assert.Equal((string?)events["data"]![0]!["context"], (string?)changes[0]["context"]);
    }

    [Fact]
    public async Task Every_kind_of_object_is_in_the_feed_when_it_is_made_changed_and_deleted()
    {
        (string Kind, string Path, JsonObject Body, JsonObject Change)[] kinds =
        [
            (ChangeObject.All.Single(kind => kind == "Tag"), "/api/tags", new() { ["name"] = "kinds" }, new() { ["description"] = "changed" }),
            ("Customer", "/api/customers", new() { ["email"] = Samples.NewEmail() }, new() { ["note"] = "changed" }),
            ("Team", "/api/teams", new() { ["name"] = "kinds" }, new() { ["description"] = "changed" }),
            ("User", "/api/users", new() { ["email"] = "kinds@staff.example", ["name"] = "Kim Kind", ["role"] = new JsonObject { ["name"] = "agent" } }, new() { ["bio"] = "changed" }),
            ("View", "/api/views", new() { ["name"] = "kinds" }, new() { ["name"] = "changed" }),
            ("Macro", "/api/macros", new() { ["name"] = "kinds", ["actions"] = new JsonArray() }, new() { ["name"] = "changed" }),
            ("Rule", "/api/rules", new() { ["name"] = "kinds", ["code"] = "if (eq(ticket.status, 'closed')) { Action('addTags', { tags: 'never' }) }" }, new() { ["description"] = "changed" }),
            ("Ticket", "/api/tickets", Samples.Ticket(Samples.NewEmail()), new() { ["subject"] = "changed" }),
            ("Integration", "/api/integrations", Samples.Integration("kinds"), new() { ["name"] = "changed" }),
            ("Widget", "/api/widgets", Samples.Widget(), new() { ["template"] = new JsonObject { ["type"] = "wrapper", ["title"] = "changed" } }),
        ];
        foreach (var (kind, path, body, change) in kinds)
        {
            var after = await desk.Admin.PositionAsync();
            var id = (await desk.Admin.PostJsonAsync(path, body)).Is(HttpStatusCode.Created)["id"];
            var made = (await desk.Admin.ChangesAsync(after, $"&object_types={kind}&include=object")).Single();
            Assert.Equal($"created {kind} {id}", made.Said());
            Assert.Equal((long)id!, (long)made["object"]!["id"]!);
            after = (long)made["sequence"]!;
            Assert.True((await desk.Admin.PutJsonAsync($"{path}/{id}", change)).Status is HttpStatusCode.OK or HttpStatusCode.Accepted);
            var changed = (await desk.Admin.ChangesAsync(after, $"&object_types={kind}&include=object")).Single();
            Assert.Equal($"updated {kind} {id}", changed.Said());
            Assert.Contains("changed", changed["object"]!.ToJsonString(), StringComparison.Ordinal);
            after = (long)changed["sequence"]!;
            (await desk.Admin.DeleteJsonAsync($"{path}/{id}")).Is(HttpStatusCode.NoContent);
            Assert.Equal($"deleted {kind} {id}", (await desk.Admin.ChangesAsync(after, $"&object_types={kind}&include=object")).Single().Said());
        }
    }

    [Fact]
    public async Task Messages_in_the_tickets_of_others_lose_a_customer_who_is_deleted_and_tell_it()
    {
        var guest = Samples.NewEmail();
        var customer = (long)(await desk.Admin.PostJsonAsync("/api/customers", new { email = guest })).Is(HttpStatusCode.Created)["id"]!;
        var ticket = (long)(await desk.Admin.OpenTicketAsync())["id"]!;
        var said = (await desk.Admin.PostJsonAsync($"/api/tickets/{ticket}/messages", Samples.IncomingEmail(guest, "Me too"))).Is(HttpStatusCode.Created);
        Assert.Equal(customer, (long)said["sender"]!["id"]!);
        var after = await desk.Admin.PositionAsync();
        (await desk.Admin.DeleteJsonAsync($"/api/customers/{customer}")).Is(HttpStatusCode.NoContent);
        var told = (await desk.Admin.ChangesAsync(after, "&object_types=TicketMessage&include=object")).Single();
        Assert.Equal($"updated TicketMessage {said["id"]}", told.Said());
        Assert.Null(told["object"]!["sender"]);
    }

    [Fact]
    public async Task Settings_and_surveys_which_nothing_deletes_are_in_the_feed()
    {
        var after = await desk.Admin.PositionAsync();
        var setting = (await desk.Admin.PostJsonAsync("/api/account/settings", """{"type": "auto-merge", "data": {"tickets": {"enabled": true, "merging_window_days": 3}}}""")).Is(HttpStatusCode.Created)["id"];
        (await desk.Admin.PutJsonAsync($"/api/account/settings/{setting}", """{"type": "auto-merge", "data": {"tickets": {"enabled": true, "merging_window_days": 4}}}""")).Is(HttpStatusCode.OK);
        var changed = (await desk.Admin.ChangesAsync(after, "&object_types=AccountSetting&include=object"))[^1];
        Assert.Equal((setting!.ToString(), 4), (changed["object_id"]!.ToString(), (int)changed["object"]!["data"]!["tickets"]!["merging_window_days"]!));
        var ticket = await desk.Admin.OpenTicketAsync();
        after = await desk.Admin.PositionAsync();
        var survey = (await desk.Admin.PostJsonAsync("/api/satisfaction-surveys", new { ticket_id = (long)ticket["id"]!, customer_id = (long)ticket["customer"]!["id"]!, score = 4 })).Is(HttpStatusCode.Created)["id"];
        var told = await desk.Admin.ChangesAsync(after, "&include=object");
        Assert.Equal([$"created SatisfactionSurvey {survey}", $"updated Ticket {ticket["id"]}"], told.Select(Feed.Said).Order(StringComparer.Ordinal));
        Assert.Equal(4, (int)told.Single(change => (string)change["object_type"]! == "SatisfactionSurvey")["object"]!["score"]!);
    }

    [Fact]
    public async Task An_integration_changes_with_what_it_calls_and_not_with_its_failures()
    {
        var id = (long)(await desk.Admin.PostJsonAsync("/api/integrations", Samples.Integration("calls"))).Is(HttpStatusCode.Created)["id"]!;
        var after = await desk.Admin.PositionAsync();
        await ExecuteAsync(Sql.Of($"update integrations set failures = failures + 1 where id = {id}"));
        Assert.Empty(await desk.Admin.ChangesAsync(after));
        await ExecuteAsync(Sql.Of($"update http_integrations set method = 'PUT' where integration_id = {id}"));
        Assert.Equal([$"updated Integration {id}"], await desk.Admin.SaidAsync(after));
        Task ExecuteAsync(Sql statement) => desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync(statement, Token));
    }

    [Fact]
    public async Task What_is_shown_inside_an_object_changes_the_object()
    {
        var field = (await desk.Admin.PostJsonAsync("/api/custom-fields", new JsonObject
        {
            ["object_type"] = "Ticket",
            ["label"] = "feed",
            ["definition"] = new JsonObject { ["data_type"] = "text", ["input_settings"] = new JsonObject { ["input_type"] = "input" } },
        })).Is(HttpStatusCode.Created)["id"];
        var ticket = await desk.Admin.OpenTicketAsync();
        var after = await desk.Admin.PositionAsync();
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket["id"]}/custom-fields/{field}", "\"yes\"")).Is(HttpStatusCode.OK);
        Assert.Equal([$"updated Ticket {ticket["id"]}"], await desk.Admin.SaidAsync(after));

        after = await desk.Admin.PositionAsync();
        var channels = new JsonArray(new JsonObject { ["type"] = "email", ["address"] = Samples.NewEmail(), ["preferred"] = true });
        (await desk.Admin.PutJsonAsync($"/api/customers/{ticket["customer"]!["id"]}", new JsonObject { ["channels"] = channels })).Is(HttpStatusCode.Accepted);
        Assert.Equal([$"updated Customer {ticket["customer"]!["id"]}"], await desk.Admin.SaidAsync(after));

        var team = (await desk.Admin.PostJsonAsync("/api/teams", new { name = "feed members" })).Is(HttpStatusCode.Created)["id"];
        after = await desk.Admin.PositionAsync();
        var me = (await desk.Admin.GetJsonAsync("/api/users/0"))["id"]!;
        (await desk.Admin.PutJsonAsync($"/api/teams/{team}", new JsonObject { ["members"] = new JsonArray(new JsonObject { ["id"] = (long)me }) })).Is(HttpStatusCode.Accepted);
        Assert.Equal([$"updated Team {team}"], await desk.Admin.SaidAsync(after));
    }

    [Fact]
    public async Task A_merge_says_where_the_object_went()
    {
        var one = (await desk.Admin.PostJsonAsync("/api/customers", new { email = Samples.NewEmail() })).Is(HttpStatusCode.Created)["id"];
        var other = (await desk.Admin.PostJsonAsync("/api/customers", new { email = Samples.NewEmail() })).Is(HttpStatusCode.Created)["id"];
        var after = await desk.Admin.PositionAsync();
        (await desk.Admin.PutJsonAsync($"/api/customers/merge?source_id={one}&target_id={other}", new JsonObject())).Is(HttpStatusCode.Accepted);
        var changes = await desk.Admin.ChangesAsync(after);
        Assert.Equal([$"merged Customer {one}", $"updated Customer {other}"], changes.Select(Feed.Said).Order(StringComparer.Ordinal));
        Assert.Equal((long)other!, (long)changes.Single(change => (string)change["type"]! == "merged")["merged_into"]!);

        var tags = new List<JsonNode>();
        foreach (var name in new[] { "merge source", "merge target" })
        {
            tags.Add((await desk.Admin.PostJsonAsync("/api/tags", new { name })).Is(HttpStatusCode.Created)["id"]!);
        }

        var tagged = await desk.Admin.OpenTicketAsync(body => body["tags"] = new JsonArray(new JsonObject { ["id"] = (long)tags[0] }));
        after = await desk.Admin.PositionAsync();
        (await desk.Admin.PutJsonAsync($"/api/tags/{tags[1]}/merge", new JsonObject { ["source_tags_ids"] = new JsonArray((long)tags[0]) })).Is(HttpStatusCode.Accepted);
        changes = await desk.Admin.ChangesAsync(after);
        Assert.Equal([$"merged Tag {tags[0]}", $"updated Ticket {tagged["id"]}"], changes.Select(Feed.Said).Order(StringComparer.Ordinal));
    }
}
