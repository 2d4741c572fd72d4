using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.Data;
using Antiphon.Demo;
using Antiphon.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Search;

/// <summary>The answer to a change is the moment from which the search knows it.</summary>
[Trait("row", "P01")]
public sealed class SearchFollowsTests(Desk desk) : IClassFixture<Desk>
{
    private HttpClient Admin => desk.Admin;

    [Fact]
    public async Task A_changed_subject_is_found_by_its_new_words_only()
    {
        var id = await Admin.TicketAsync("Aardvark", "Hello");
        (await Admin.PutJsonAsync($"/api/tickets/{id}", new { subject = "Armadillo", external_id = "follow:1" })).Is(HttpStatusCode.Accepted);
        Assert.Equal([id], await Admin.FindAsync("armadillo"));
        Assert.Equal([id], await Admin.FindAsync("follow:1"));
        (await Admin.PutJsonAsync($"/api/tickets/{id}", new { subject = "Pangolin" })).Is(HttpStatusCode.Accepted);
        Assert.Equal([id], await Admin.FindAsync("pangolin"));
        Assert.Empty(await Admin.FindAsync("armadillo"));
    }

    [Fact]
    public async Task Added_changed_and_deleted_messages_are_followed()
    {
        var id = await Admin.TicketAsync("Birds", "Hello");
        var message = (await Admin.PostJsonAsync($"/api/tickets/{id}/messages", Samples.Note("a bustard"))).Is(HttpStatusCode.Created)["id"];
        Assert.Equal([id], await Admin.FindAsync("bustard birds"));
        (await Admin.PutJsonAsync($"/api/tickets/{id}/messages/{message}", new { body_text = "a buzzard" })).Is(HttpStatusCode.Accepted);
        Assert.Equal([id], await Admin.FindAsync("buzzard"));
        Assert.Empty(await Admin.FindAsync("bustard"));
        (await Admin.DeleteJsonAsync($"/api/tickets/{id}/messages/{message}")).Is(HttpStatusCode.NoContent);
        Assert.Empty(await Admin.FindAsync("buzzard"));
        Assert.Equal([id], await Admin.FindAsync("birds hello"));
    }

    [Fact]
    public async Task Names_and_addresses_of_the_customer_are_followed()
    {
        var id = await Admin.TicketAsync("Fish", "Hello", ticket => ticket["customer"] = new JsonObject { ["name"] = "Coelacanth", ["email"] = "old@fish.example" });
        var customer = (await Admin.GetJsonAsync($"/api/tickets/{id}"))["customer"]!["id"];
        (await Admin.PutJsonAsync($"/api/customers/{customer}", new
        {
            name = "Cuttlefish",
            channels = new[] { new { type = "email", address = "newaddress@fish.example" }, new { type = "phone", address = "+1 555 010 3131" } },
        })).Is(HttpStatusCode.Accepted);
        Assert.Equal([id], await Admin.FindAsync("cuttlefish"));
        Assert.Equal([id], await Admin.FindAsync("newaddress@fish.example"));
        Assert.Equal([id], await Admin.FindAsync("555-010-3131"));
        Assert.Empty(await Admin.FindAsync("coelacanth"));
        (await Admin.PutJsonAsync($"/api/customers/{customer}", new { channels = new[] { new { type = "email", address = "newaddress@fish.example" } } })).Is(HttpStatusCode.Accepted);
        Assert.Empty(await Admin.FindAsync("555-010-3131"));
    }

    [Fact]
    public async Task A_merged_customer_brings_tickets_and_addresses_along()
    {
        var id = await Admin.TicketAsync("Merge", "Hello", ticket => ticket["customer"] = new JsonObject { ["name"] = "Dugong Source", ["email"] = "dugong@sea.example" });
        var other = await Admin.TicketAsync("Merge", "Hello", ticket => ticket["customer"] = new JsonObject { ["name"] = "Manatee Target", ["email"] = "manatee@sea.example" });
        var source = (await Admin.GetJsonAsync($"/api/tickets/{id}"))["customer"]!["id"];
        var target = (await Admin.GetJsonAsync($"/api/tickets/{other}"))["customer"]!["id"];
        (await Admin.PutJsonAsync($"/api/customers/merge?source_id={source}&target_id={target}", new { })).Is(HttpStatusCode.Accepted);
        Assert.Equal([other, id], await Admin.FindAsync("manatee target"));
        Assert.Equal([other, id], await Admin.FindAsync("dugong@sea.example"));
        Assert.Equal([other, id], await Admin.FindAsync("merge from:manatee"));
    }

    [Fact]
    public async Task Tags_that_come_go_are_renamed_and_merged_are_followed()
    {
        var id = await Admin.TicketAsync("Tags", "Hello");
        (await Admin.PostJsonAsync($"/api/tickets/{id}/tags", new { names = new[] { "egret", "finch" } })).Is(HttpStatusCode.Created);
        Assert.Equal([id], await Admin.FindAsync("tag:egret finch"));
        (await Admin.DeleteJsonAsync($"/api/tickets/{id}/tags", new { names = new[] { "finch" } })).Is(HttpStatusCode.NoContent);
        Assert.Empty(await Admin.FindAsync("finch"));
        var egret = (await Admin.GetJsonAsync("/api/tags?search=egret"))["data"]![0]!["id"];
        (await Admin.PutJsonAsync($"/api/tags/{egret}", new { name = "gannet" })).Is(HttpStatusCode.Accepted);
        Assert.Equal([id], await Admin.FindAsync("gannet"));
        Assert.Empty(await Admin.FindAsync("tag:egret"));
        var heron = (await Admin.PostJsonAsync("/api/tags", new { name = "heron" })).Is(HttpStatusCode.Created)["id"];
        (await Admin.PutJsonAsync($"/api/tags/{heron}/merge", new { source_tags_ids = new[] { (long)egret! } })).Is(HttpStatusCode.Accepted);
        Assert.Equal([id], await Admin.FindAsync("heron"));
        Assert.Empty(await Admin.FindAsync("gannet"));
    }

    [Fact]
    public async Task Values_of_custom_fields_are_followed()
    {
        var id = await Admin.TicketAsync("Fields", "Hello");
        var field = (await Admin.PostJsonAsync("/api/custom-fields", new
        {
            object_type = "Ticket",
            label = "Search",
            definition = new { data_type = "text", input_settings = new { input_type = "input" } },
        })).Is(HttpStatusCode.Created)["id"];
        (await Admin.PutJsonAsync($"/api/tickets/{id}/custom-fields/{field}", "\"wombat\"")).Is(HttpStatusCode.OK);
        Assert.Equal([id], await Admin.FindAsync("wombat"));
        (await Admin.DeleteJsonAsync($"/api/tickets/{id}/custom-fields/{field}")).Is(HttpStatusCode.NoContent);
        Assert.Empty(await Admin.FindAsync("wombat"));
    }

    [Fact]
    public async Task A_deleted_ticket_is_not_found()
    {
        var id = await Admin.TicketAsync("Dodo", "Hello");
        (await Admin.DeleteJsonAsync($"/api/tickets/{id}")).Is(HttpStatusCode.NoContent);
        Assert.Empty(await Admin.FindAsync("dodo"));
    }

    [Fact]
    public async Task A_customer_who_changes_while_a_ticket_is_written_is_found_as_both_left_it()
    {
        var email = Samples.NewEmail();
        var customer = (long)(await Admin.PostJsonAsync("/api/customers", new { name = "Ibis", email })).Is(HttpStatusCode.Created)["id"]!;
        var wrong = new List<string>();
        for (var i = 0; i < 12; i++)
        {
            var name = $"Jackdaw{i}";
            var ticket = Samples.Ticket(email, Samples.IncomingEmail(email, "race"));
            ticket["subject"] = $"race{i}";
            var created = Admin.PostJsonAsync("/api/tickets", ticket);
            var renamed = Admin.PutJsonAsync($"/api/customers/{customer}", new { name });
            await Task.WhenAll(created, renamed);
            (await renamed).Is(HttpStatusCode.Accepted);
            var id = (long)(await created).Is(HttpStatusCode.Created)["id"]!;
            if (!(await Admin.FindAsync($"race{i} {name}")).SequenceEqual([id]))
            {
                wrong.Add(name);
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task The_demo_shop_is_found()
    {
        var fresh = await Desk.StartAsync();
        await using (fresh)
        {
            await fresh.InScopeAsync(async services =>
            {
                var owner = await services.GetRequiredService<DeskDb>().SingleAsync($"select id from users where account_id = {fresh.Account.Id} limit 1", row => row.GetInt64(0), CancellationToken.None);
                return (await services.GetRequiredService<LoadDemoShop>().RunAsync(
                    new Actor(fresh.Account.Id, owner, Roles.Admin, ActorKind.User, null, Actor.NewContext()), LoadDemoShop.DefaultSeed, CancellationToken.None)).Value;
            });
            // Not everybody who writes there has an address.
            var ticket = (await fresh.Admin.GetJsonAsync("/api/tickets?limit=100"))["data"]!.AsArray().First(one => one!["customer"]!["email"] is not null)!;
            // What the newest ticket is about depends on the hour; signs in its subject may be operators of the search.
            var words = ((string)ticket["subject"]!).Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word.All(char.IsLetter)).Take(4);
            var query = $"{string.Join(' ', words)} from:{ticket["customer"]!["email"]}";
            Assert.True((await fresh.Admin.FindAsync(query, "&limit=100")).Contains((long)ticket["id"]!), $"\"{ticket["subject"]}\" is not found by: {query}");
        }
    }
}
