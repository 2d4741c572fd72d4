using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.Contract;
using Antiphon.ContractTests.Furniture;
using Antiphon.Data;
using Antiphon.Messages;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ContractTests.Messages;

/// <summary>The messages page: its requests are taken as they are, and its answers have these members and types.</summary>
public sealed class MessageShapeTests(Desk desk) : IClassFixture<Desk>
{
    [Theory]
    [Trait("row", "B06")]
    [Trait("row", "B07")]
    [Trait("row", "B08")]
    [Trait("row", "B09")]
    [InlineData("messages/outgoing")]
    [InlineData("messages/incoming")]
    [InlineData("messages/note")]
    public async Task A_message_has_the_documented_shape_wherever_it_is_shown_alone(string name)
    {
        var shape = Shape.Read(name);
        var ticket = await TicketAsync();
        var created = (await desk.Admin.PostJsonAsync($"/api/tickets/{ticket}/messages", shape.Request!.ToJsonString())).Is(HttpStatusCode.Created);
        shape.Matches(created.Json);
        foreach (var (member, value) in shape.Request.AsObject())
        {
            if (member is not "sender" && !member.EndsWith("datetime", StringComparison.Ordinal))
            {
                Assert.True(JsonNode.DeepEquals(value, created[member]), $"{member}: {created[member]?.ToJsonString()}");
            }
        }

        shape.Matches((await desk.Admin.GetJsonAsync((string)created["uri"]!)).Is(HttpStatusCode.OK).Json);
        shape.Matches((await desk.Admin.PutJsonAsync((string)created["uri"]!, new { channel = (string)created["channel"]!, from_agent = (bool)created["from_agent"]! })).Is(HttpStatusCode.Accepted).Json);
        foreach (var list in new[] { $"/api/messages?ticket_id={ticket}", $"/api/tickets/{ticket}/messages" })
        {
            var page = (await desk.Admin.GetJsonAsync(list)).Is(HttpStatusCode.OK);
            Assert.Equal(["data", "object", "uri", "meta"], page.Json.AsObject().Select(member => member.Key));
            shape.Matches(Assert.Single(page["data"]!.AsArray()));
        }
    }

    [Fact]
    [Trait("row", "B02")]
    public async Task Inside_a_ticket_a_message_is_written_without_headers_and_time_of_deletion()
    {
        var ticket = await TicketAsync();
        var created = (await desk.Admin.PostJsonAsync($"/api/tickets/{ticket}/messages", Shape.Read("messages/note").Request!.ToJsonString())).Is(HttpStatusCode.Created);
        var inside = await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ListAsync(MessageReading.OfTicket(desk.Account.Id, ticket), MessageReading.Read, CancellationToken.None));
        var written = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize<TicketMessageResource>(inside.Single(), WireJson.Options))!.AsObject();
        Assert.Equal(["deleted_datetime", "headers"], created.Json.AsObject().Select(member => member.Key).Except(written.Select(member => member.Key)).Order());
        Assert.Empty(written.Select(member => member.Key).Except(created.Json.AsObject().Select(member => member.Key)));
    }

    [Fact]
    [Trait("row", "B08")]
    public async Task A_refusal_has_the_documented_shape()
    {
        var shape = Shape.Read("messages/refusal");
        shape.Matches((await desk.Admin.PostJsonAsync($"/api/tickets/{await TicketAsync()}/messages", shape.Request!.ToJsonString())).Is(HttpStatusCode.BadRequest).Json);
    }

    /// <summary>An empty ticket of a customer, on an account that has an e-mail integration.</summary>
    private async Task<long> TicketAsync()
    {
        var customers = (await desk.Admin.GetJsonAsync("/api/customers?email=tove.lund@example.org")).Is(HttpStatusCode.OK)["data"]!.AsArray();
        var customer = (long)(customers.Count > 0
            ? customers[0]!["id"]!
            : (await desk.Admin.PostJsonAsync("/api/customers", new { email = "tove.lund@example.org", name = "Tove Lund" })).Is(HttpStatusCode.Created)["id"]!);
        return await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
            $"""
            with mail as (
              insert into integrations (account_id, type, name, address, created_at, updated_at) values ({desk.Account.Id}, 'email', 'Fjord & Co', 'care@fjord.example', now(), now())
              on conflict do nothing)
            insert into tickets (account_id, status, channel, via, customer_id, created_at, processed_at, updated_at)
            values ({desk.Account.Id}, 'open', 'email', 'api', {customer}, now(), now(), now()) returning id
            """,
            row => row.GetInt64(0),
            CancellationToken.None));
    }
}
