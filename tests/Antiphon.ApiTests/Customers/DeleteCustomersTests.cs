using System.Net;
using Antiphon.Accounts;
using Antiphon.ApiTests.Furniture;
using Antiphon.Contract;
using Antiphon.Customers;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Customers;

[Trait("row", "B19")]
public sealed class DeleteCustomersTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_deleted_customer_is_gone_and_its_identifiers_are_free()
    {
        var body = new { email = "gone@delete.example", external_id = "gone" };
        var id = await desk.CustomerIdAsync(body);
        var answer = (await desk.Admin.DeleteJsonAsync($"/api/customers/{id}/")).Is(HttpStatusCode.NoContent);
        Assert.Empty(answer.Body);
        (await desk.Admin.GetJsonAsync($"/api/customers/{id}")).Is(HttpStatusCode.NotFound);
        (await desk.Admin.DeleteJsonAsync($"/api/customers/{id}")).Is(HttpStatusCode.NotFound);
        await desk.CreateCustomerAsync(body);
    }

    [Fact]
    public async Task By_default_the_tickets_go_too_each_with_its_event()
    {
        var id = await desk.CustomerIdAsync(new { email = "cascade@delete.example", name = "Cas Cade" });
        var (one, two) = (await desk.TicketOfAsync(id), await desk.TicketOfAsync(id));
        (await desk.Admin.DeleteJsonAsync($"/api/customers/{id}")).Is(HttpStatusCode.NoContent);
        Assert.Equal([EventType.TicketDeleted], await desk.EventsOfAsync(EventObject.Ticket, one));
        Assert.Equal([EventType.TicketDeleted], await desk.EventsOfAsync(EventObject.Ticket, two));
        Assert.Null(await desk.CustomerOfTicketAsync(one));
        Assert.Equal([EventType.CustomerCreated, EventType.CustomerDeleted], await desk.EventsOfAsync(EventObject.Customer, id));
        Assert.Null(await desk.EventDataAsync(EventType.CustomerDeleted, id));
    }

    [Fact]
    public async Task Under_the_policy_refuse_tickets_stand_in_the_way()
    {
        await using var own = await Desk.StartAsync();
        await own.SwitchAsync(new Switches { Plan = "off", CustomerDeletePolicy = "refuse" });
        var (busy, idle) = (await own.CustomerIdAsync(new { name = "busy" }), await own.CustomerIdAsync(new { name = "idle" }));
        var ticket = await own.TicketOfAsync(busy);
        (await own.Admin.DeleteJsonAsync($"/api/customers/{busy}")).Is(HttpStatusCode.Conflict);
        (await own.Admin.DeleteJsonAsync("/api/customers", new { ids = new[] { busy, idle } })).Is(HttpStatusCode.Conflict);
        await own.CustomerAsync(busy);
        await own.CustomerAsync(idle);
        Assert.Equal(busy, await own.CustomerOfTicketAsync(ticket));
        (await own.Admin.DeleteJsonAsync($"/api/customers/{idle}")).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Many_can_be_deleted_by_body_or_query_and_unknown_ids_are_ignored()
    {
        var ids = new[] { await desk.CustomerIdAsync(new { }), await desk.CustomerIdAsync(new { }), await desk.CustomerIdAsync(new { }) };
        (await desk.Admin.DeleteJsonAsync("/api/customers", new { ids = new object[] { ids[0], ids[0].ToString(), 999_999_999 } })).Is(HttpStatusCode.NoContent);
        (await desk.Admin.DeleteJsonAsync($"/api/customers?ids={ids[1]}&ids={ids[2]}")).Is(HttpStatusCode.NoContent);
        foreach (var id in ids)
        {
            (await desk.Admin.GetJsonAsync($"/api/customers/{id}")).Is(HttpStatusCode.NotFound);
            Assert.Equal([EventType.CustomerCreated, EventType.CustomerDeleted], await desk.EventsOfAsync(EventObject.Customer, id));
        }

        Assert.NotEmpty((await desk.Admin.DeleteJsonAsync("/api/customers")).Is(HttpStatusCode.BadRequest).ErrorsAt("ids"));
        Assert.NotEmpty((await desk.Admin.DeleteJsonAsync("/api/customers", new { ids = Array.Empty<int>() })).Is(HttpStatusCode.BadRequest).ErrorsAt("ids"));
        Assert.NotEmpty((await desk.Admin.DeleteJsonAsync("/api/customers", new { ids = new[] { "x" } })).Is(HttpStatusCode.BadRequest).ErrorsAt("ids.0"));
    }

    [Fact]
    public async Task A_deletion_waits_for_a_ticket_that_is_being_written_and_takes_it_along()
    {
        await using var own = await Desk.StartAsync();
        var id = await own.CustomerIdAsync(new { email = "busy@delete.example" });
        var (ticket, deletion) = await own.InScopeAsync(async services =>
        {
            var db = services.GetRequiredService<DeskDb>();
            await using var transaction = await db.BeginAsync(CancellationToken.None);
            await services.GetRequiredService<ResolveCustomer>().RunAsync(new PersonRequest { Email = "busy@delete.example" }, new FieldErrors(), Actor.System(own.Account.Id), CancellationToken.None);
            var deletion = own.Admin.DeleteJsonAsync($"/api/customers/{id}");
            while (await own.NumberAsync(Sql.Of($"select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")) is 0)
            {
                await Task.Yield();
            }

            var ticket = await db.SingleAsync(CustomerRows.InsertTicket(own.Account.Id, id), row => row.GetInt64(0), CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
            return (ticket, deletion);
        });
        (await deletion).Is(HttpStatusCode.NoContent);
        Assert.Null(await own.CustomerOfTicketAsync(ticket));
        Assert.Equal([EventType.TicketDeleted], await own.EventsOfAsync(EventObject.Ticket, ticket));
    }

    [Fact]
    public async Task Messages_in_the_tickets_of_others_survive_their_sender()
    {
        var (owner, guest) = (await desk.CustomerIdAsync(new { name = "owner" }), await desk.CustomerIdAsync(new { name = "guest" }));
        var ticket = await desk.TicketOfAsync(owner);
        var message = await desk.MessageInAsync(ticket, guest);
        (await desk.Admin.DeleteJsonAsync($"/api/customers/{guest}")).Is(HttpStatusCode.NoContent);
        Assert.Equal(owner, await desk.CustomerOfTicketAsync(ticket));
        var read = (await desk.Admin.GetJsonAsync($"/api/tickets/{ticket}/messages/{message}")).Is(HttpStatusCode.OK);
        Assert.Null(read["sender"]);
    }
}
