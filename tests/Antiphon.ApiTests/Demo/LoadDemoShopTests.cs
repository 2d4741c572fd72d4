using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Data;
using Antiphon.Demo;
using Antiphon.Http;
using Antiphon.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Demo;

public sealed class LoadDemoShopTests
{
    [Fact]
    public async Task Loading_brings_the_whole_shop_and_says_how_much_that_is()
    {
        await using var desk = await Desk.StartAsync();
        var counts = (await LoadAsync(desk, desk.Account.Id)).Value;

        Assert.Equal((8, 3, 25, 120, 300), (counts.Agents, counts.Teams, counts.Tags, counts.Customers, counts.Tickets));
        Assert.True(counts.Messages > 1000);
        var stored = await desk.Services.ReadAsync(
            $"""
            select
              (select count(*) from users where account_id = {desk.Account.Id}), (select count(*) from teams where account_id = {desk.Account.Id}),
              (select count(*) from tags where account_id = {desk.Account.Id}), (select count(*) from customers where account_id = {desk.Account.Id}),
              (select count(*) from tickets where account_id = {desk.Account.Id}), (select count(*) from messages where account_id = {desk.Account.Id}),
              (select count(*) from events where account_id = {desk.Account.Id} and type like any(array['ticket%', 'customer%', 'custom-field%', 'tag%', 'team%', 'user%']))
            """);
        Assert.Equal(11, Assert.Single(await desk.Services.ReadAsync($"select count(*) from macros where account_id = {desk.Account.Id} and usage > 0 and search_text <> ''")));
        // The owner was here before, with the event of her own creation.
        Assert.Equal([counts.Agents + 1, counts.Teams, counts.Tags, counts.Customers, counts.Tickets, counts.Messages, counts.Events + 1], stored);
    }

    [Fact]
    public async Task Loading_twice_is_refused_and_changes_nothing()
    {
        await using var desk = await Desk.StartAsync();
        _ = (await LoadAsync(desk, desk.Account.Id)).Value;
        var before = await EverythingAsync(desk);

        var again = await LoadAsync(desk, desk.Account.Id, seed: 2);

        Assert.Equal("The demo shop is in this account already.", Assert.IsType<Failure.Conflicting>(again.Failure).Message);
        Assert.Equal(before, await EverythingAsync(desk));
    }

    [Fact]
    public async Task Two_loads_at_the_same_time_leave_one_shop()
    {
        await using var desk = await Desk.StartAsync();
        var loads = await Task.WhenAll(LoadAsync(desk, desk.Account.Id), LoadAsync(desk, desk.Account.Id));

        Assert.Single(loads, load => load.Failure is null);
        Assert.Single(loads, load => load.Failure is Failure.Conflicting);
        var tickets = await desk.Services.ReadAsync($"select count(*) from tickets where account_id = {desk.Account.Id}");
        Assert.Equal(300, Assert.Single(tickets));
    }

    [Fact]
    public async Task Each_account_gets_a_shop_of_its_own()
    {
        await using var desk = await Desk.StartAsync();
        var other = (await desk.OpenAccountAsync("other", "olga@other.example")).Account.Id;
        _ = (await LoadAsync(desk, desk.Account.Id)).Value;
        _ = (await LoadAsync(desk, other)).Value;

        var counted = await desk.Services.ReadAsync(
            $"""
            select
              (select count(*) from tickets join tags on tags.id = any(tickets.tag_ids) where tickets.account_id = {other} and tags.account_id <> {other}),
              (select count(*) from messages join tickets on tickets.id = messages.ticket_id where messages.account_id = {other} and tickets.account_id <> {other}),
              (select count(*) from events join users on users.id = events.user_id where events.account_id = {other} and users.account_id <> {other})
            """);
        Assert.Equal([0, 0, 0], counted);
    }

    [Fact]
    public async Task A_tag_that_is_there_already_is_kept_and_used()
    {
        await using var desk = await Desk.StartAsync();
        var tag = await desk.Admin.PostJsonAsync("/api/tags", new { name = "refund", description = "ours", decoration = new { color = "#000000" } });
        _ = (await LoadAsync(desk, desk.Account.Id)).Value;

        var kept = await desk.Admin.GetJsonAsync($"/api/tags/{tag["id"]}");
        Assert.Equal("ours", (string?)kept["description"]);
        Assert.True((long)kept["usage"]! > 5);
    }

    [Fact]
    [Trait("row", "B38")]
    public async Task The_API_shows_custom_fields_of_the_shop_and_takes_its_values_back()
    {
        await using var desk = await Desk.StartAsync();
        _ = (await LoadAsync(desk, desk.Account.Id)).Value;

        var fields = (await desk.Admin.GetJsonAsync("/api/custom-fields?object_type=Ticket")).Is(HttpStatusCode.OK)["data"]!.AsArray();
        Assert.Equal(["Contact reason", "Product", "Resolution"], fields.Select(field => (string)field!["label"]!));
        Assert.Single((await desk.Admin.GetJsonAsync("/api/custom-fields?object_type=Customer")).Is(HttpStatusCode.OK)["data"]!.AsArray());
        var tickets = (await desk.Admin.GetJsonAsync("/api/tickets?limit=100")).Is(HttpStatusCode.OK)["data"]!.AsArray();
        var filled = tickets.Where(ticket => ticket!["custom_fields"]!.AsObject().Count > 0).ToList();
        Assert.InRange(filled.Count, 30, 99);
        var values = new JsonArray([.. filled[0]!["custom_fields"]!.AsObject().Select(entry => entry.Value!.DeepClone())]);
        (await desk.Admin.PutJsonAsync($"/api/tickets/{filled[0]!["id"]}/custom-fields", values)).Is(HttpStatusCode.OK);
        var customers = (await desk.Admin.GetJsonAsync("/api/customers?limit=100")).Is(HttpStatusCode.OK)["data"]!.AsArray();
        Assert.InRange(customers.Count(customer => customer!["custom_fields"]!.AsObject().Count > 0), 5, 80);
    }

    [Fact]
    public async Task Fields_that_the_account_has_already_stay_its_own()
    {
        await using var desk = await Desk.StartAsync();
        var own = (await desk.Admin.PostJsonAsync("/api/custom-fields", CustomFields.FieldSamples.Field(CustomFields.FieldSamples.Number).With("label", "Product"))).Is(HttpStatusCode.Created);
        _ = (await LoadAsync(desk, desk.Account.Id)).Value;
        Assert.Equal(own.Body, (await desk.Admin.GetJsonAsync($"/api/custom-fields/{own["id"]}")).Body);
        var values = await desk.Services.ReadAsync($"select count(*) from ticket_field_values where account_id = {desk.Account.Id} and field_id = {(long)own["id"]!}");
        Assert.Equal(0, Assert.Single(values));
    }

    [Fact]
    public async Task Only_an_administrator_may_load_it()
    {
        await using var desk = await Desk.StartAsync();
        var refused = await LoadAsync(desk, desk.Account.Id, role: Roles.Lead);
        Assert.IsType<Failure.Refused>(refused.Failure);
    }

    [Fact]
    public async Task The_API_shows_tags_and_customers_of_the_shop()
    {
        await using var desk = await Desk.StartAsync();
        _ = (await LoadAsync(desk, desk.Account.Id)).Value;

        var tags = (await desk.Admin.GetJsonAsync("/api/tags?limit=100"))["data"]!.AsArray();
        Assert.Equal(25, tags.Count);
        Assert.All(tags, tag => Assert.True((long)tag!["usage"]! > 0, tag.ToJsonString()));

        var customers = (await desk.Admin.GetJsonAsync("/api/customers?limit=100"))["data"]!.AsArray();
        Assert.Equal(100, customers.Count);
        var customer = await desk.Admin.GetJsonAsync($"/api/customers/{customers[0]!["id"]}");
        Assert.NotEmpty(customer["channels"]!.AsArray());
        Assert.Equal(new JsonObject { ["name_set_via"] = "email" }.ToJsonString(), customer["meta"]!.ToJsonString());
    }

    [Fact]
    public async Task The_API_shows_tickets_of_the_shop_with_their_messages()
    {
        await using var desk = await Desk.StartAsync();
        _ = (await LoadAsync(desk, desk.Account.Id)).Value;

        var tickets = (await desk.Admin.GetJsonAsync("/api/tickets?limit=100")).Is(HttpStatusCode.OK)["data"]!.AsArray();
        Assert.Equal(100, tickets.Count);
        foreach (var listed in tickets.Where((_, position) => position % 10 == 0))
        {
            var ticket = (await desk.Admin.GetJsonAsync($"/api/tickets/{listed!["id"]}")).Is(HttpStatusCode.OK);
            var messages = ticket["messages"]!.AsArray();
            Assert.Equal((int)listed["messages_count"]!, messages.Count);
            Assert.NotEmpty(listed["integrations"]!.AsArray());
            Assert.NotEmpty(((string?)ticket["customer"]!["name"])!);
            Assert.All(messages, message => Assert.NotEmpty(((string?)message!["sender"]!["name"])!));
            Assert.All(messages, message => Assert.NotEmpty(((string?)message!["source"]!["from"]!["address"])!));
        }
    }

    [Fact]
    public async Task What_a_ticket_keeps_of_its_messages_agrees_with_them()
    {
        await using var desk = await Desk.StartAsync();
        _ = (await LoadAsync(desk, desk.Account.Id)).Value;

        var counted = await desk.Services.ReadAsync(
            $"""
            select count(*) from tickets t cross join lateral (
              select count(*) messages, max(created_at) filter (where not from_agent) received, max(sent_at) filter (where public) said, min(created_at) first,
                (array_agg(left(body_text, 200) order by created_at desc, id desc))[1] excerpt,
                (array_agg(from_agent order by id))[1] from_agent, array_agg(id order by id) = array_agg(id order by created_at) as ordered
              from messages m where m.account_id = t.account_id and m.ticket_id = t.id) m
            where t.account_id = {desk.Account.Id} and not (
              t.messages_count = m.messages and t.last_received_message_at is not distinct from m.received and t.last_message_at is not distinct from m.said
              and t.created_at = m.first and t.excerpt = m.excerpt and t.from_agent = m.from_agent and m.ordered)
            """);
        Assert.Equal([0], counted);
    }

    [Fact]
    public async Task Events_have_the_times_and_people_of_their_causes()
    {
        await using var desk = await Desk.StartAsync();
        _ = (await LoadAsync(desk, desk.Account.Id)).Value;

        var wrong = await desk.Services.ReadAsync(
            $"""
            with history as (select *, lag(created_at) over (order by id) before from events where account_id = {desk.Account.Id} and object_type like 'Ticket%'),
            messages as (select * from messages where account_id = {desk.Account.Id}),
            tickets as (select * from tickets where account_id = {desk.Account.Id})
            select
              (select count(*) from history where created_at < before),
              (select count(*) from messages m where not exists (
                 select from history e where e.type = 'ticket-message-created' and e.object_type = 'TicketMessage' and e.object_id = m.id and e.created_at = m.created_at
                   and e.user_id is not distinct from m.sender_user_id and (e.actor = 'user') = m.from_agent)),
              (select count(*) from tickets t where not exists (select from history e where e.type = 'ticket-created' and e.object_id = t.id and e.created_at = t.created_at)),
              (select count(*) from tickets t where t.closed_at is not null and t.snooze_at is null
                 and not exists (select from history e where e.type = 'ticket-closed' and e.object_id = t.id and e.created_at = t.closed_at and e.user_id is not null)),
              (select count(*) from tickets t where t.assignee_user_id is distinct from (
                 select (e.data ->> 'assignee_user_id')::bigint from history e where e.type = 'ticket-assigned' and e.object_id = t.id order by e.id desc limit 1)),
              (select count(*) from tickets t where coalesce(cardinality(t.tag_ids), 0) <> (
                 select coalesce(sum(jsonb_array_length(e.data -> 'tags_added')), 0) from history e where e.type = 'ticket-tags-added' and e.object_id = t.id)),
              (select count(*) from tickets t where t.updated_at > t.created_at
                 and not exists (select from history e where e.type = 'ticket-updated' and e.object_id = t.id and e.created_at = t.updated_at))
            """);
        Assert.All(wrong, count => Assert.Equal(0, count));
    }

    [Fact]
    public async Task Only_what_waits_for_an_answer_is_unread_for_the_owner()
    {
        await using var desk = await Desk.StartAsync();
        _ = (await LoadAsync(desk, desk.Account.Id)).Value;
        var counted = await desk.Services.ReadAsync(
            $"""
            with unread as (
              select t.*, (select from_agent from messages m where m.account_id = t.account_id and m.ticket_id = t.id order by m.id desc limit 1) answered
              from tickets t where t.account_id = {desk.Account.Id}
                and not exists (select from ticket_reads r where r.account_id = t.account_id and r.ticket_id = t.id and r.user_id = {desk.Account.OwnerUserId}))
            select (select count(*) from unread where status = 'closed' or answered), (select count(*) from unread)
            """);
        Assert.Equal(0, counted[0]);
        Assert.InRange(counted[1], 10, 80);
    }

    [Fact]
    public async Task Nothing_of_it_waits_to_be_sent()
    {
        await using var desk = await Desk.StartAsync();
        _ = (await LoadAsync(desk, desk.Account.Id)).Value;
        var counted = await desk.Services.ReadAsync(
            $"""
            select
              (select count(*) from messages where account_id = {desk.Account.Id} and delivery in ('queued', 'sending')),
              (select count(*) from messages where account_id = {desk.Account.Id} and from_agent and public and channel <> 'internal-note' and sent_at is null and failed_at is null)
            """);
        Assert.Equal([0, 0], counted);
    }

    private static async Task<Result<DemoCounts>> LoadAsync(Desk desk, long accountId, int seed = LoadDemoShop.DefaultSeed, string role = Roles.Admin)
    {
        await using var scope = desk.Services.CreateAsyncScope();
        var actor = Actor.System(accountId) with { Role = role };
        return await scope.ServiceProvider.GetRequiredService<LoadDemoShop>().RunAsync(actor, seed, CancellationToken.None);
    }

    private static Task<long[]> EverythingAsync(Desk desk) => desk.Services.ReadAsync(
        $"select (select count(*) from tickets where account_id = {desk.Account.Id}), (select count(*) from events where account_id = {desk.Account.Id}), (select count(*) from customers where account_id = {desk.Account.Id})");
}

internal static class CountReading
{
    /// <summary>The numbers of the one row that a statement answers.</summary>
    public static async Task<long[]> ReadAsync(this IServiceProvider services, Sql sql)
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<DeskDb>().SingleAsync(
            sql, row => Enumerable.Range(0, row.FieldCount).Select(row.GetInt64).ToArray(), CancellationToken.None);
    }
}
