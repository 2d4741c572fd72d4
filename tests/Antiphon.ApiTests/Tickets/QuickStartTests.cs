using System.Net;
using Antiphon.Accounts;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Tickets;

/// <summary>The six steps that every first integration takes, as they are written.</summary>
public sealed class QuickStartTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    [Trait("row", "I08")]
    public async Task The_six_steps_work_to_the_letter()
    {
        (await desk.Admin.GetJsonAsync("/api/account")).Is(HttpStatusCode.OK);
        const string Body = """
            {
              "channel": "api", "via": "api", "subject": "Missing item",
              "customer": {"email": "quick.start@mail.example"},
              "messages": [{"body-html": "<p>One sock is missing</p>", "from-agent": false, "sender": {"email": "quick.start@mail.example"}}]
            }
            """;
        var ticket = (await desk.Admin.PostJsonAsync("/api/tickets", Body)).Is(HttpStatusCode.Created);
        Assert.Equal("One sock is missing", (string?)ticket["messages"]![0]!["body_text"]);
        var path = $"/api/tickets/{ticket["id"]}";
        (await desk.Admin.PostJsonAsync($"{path}/messages", """{"channel": "api", "via": "api", "from_agent": false, "body_text": "It is the left one"}""")).Is(HttpStatusCode.Created);
        (await desk.Admin.PostJsonAsync($"{path}/messages", """{"channel": "api", "via": "api", "from_agent": true, "body_text": "We send another"}""")).Is(HttpStatusCode.Created);
        (await desk.Admin.PutJsonAsync(path, """{"status": "closed"}""")).Is(HttpStatusCode.Accepted);
        var me = (await desk.Admin.GetJsonAsync("/api/users/0")).Is(HttpStatusCode.OK);
        (await desk.Admin.PutJsonAsync(path, new { assignee_user = new { id = (long)me["id"]! } })).Is(HttpStatusCode.Accepted);
        (await desk.Admin.PutJsonAsync($"/api/customers/{ticket["customer"]!["id"]}/data", """{"data": {"orders": [{"id": 1042, "total": "49.90"}]}}""")).Is(HttpStatusCode.Accepted);
        var read = (await desk.Admin.GetJsonAsync(path)).Is(HttpStatusCode.OK);
        Assert.Equal(1042, (int)read["customer"]!["data"]!["orders"]![0]!["id"]!);
        Assert.Equal(3, read["messages"]!.AsArray().Count);
    }

    [Fact]
    [Trait("row", "I08")]
    public async Task Both_spellings_of_a_field_in_one_message_are_refused()
    {
        const string Body = """{"channel": "api", "messages": [{"body-text": "a", "body_text": "b", "from_agent": false, "sender": {"email": "x@mail.example"}}]}""";
        Assert.NotEmpty((await desk.Admin.PostJsonAsync("/api/tickets", Body)).Is(HttpStatusCode.BadRequest).ErrorsAt("messages.0.body_text"));
    }

    [Fact]
    [Trait("row", "I01")]
    [Trait("row", "N16")]
    public async Task By_a_switch_a_new_ticket_is_threaded_into_the_open_one()
    {
        await using var own = await Desk.StartAsync();
        var email = Samples.NewEmail();
        var first = (await own.Admin.PostJsonAsync("/api/tickets", Samples.Ticket(email))).Is(HttpStatusCode.Created);
        var apart = (await own.Admin.PostJsonAsync("/api/tickets", Samples.Ticket(email))).Is(HttpStatusCode.Created);
        Assert.NotEqual((long)first["id"]!, (long)apart["id"]!);
        await own.SwitchAsync(new Switches { Plan = "off", ThreadIntoOpenTicket = true });
        var joined = (await own.Admin.PostJsonAsync("/api/tickets", Samples.Ticket(email, Samples.IncomingEmail(email, "And one more thing")))).Is(HttpStatusCode.Created);
        Assert.Equal((long)apart["id"]!, (long)joined["id"]!);
        Assert.Equal($"threaded-into:{apart["id"]}", joined.Header("Antiphon-Outcome"));
        Assert.Equal(2, joined["messages"]!.AsArray().Count);
        (await own.Admin.PutJsonAsync($"/api/tickets/{apart["id"]}", new { status = "closed" })).Is(HttpStatusCode.Accepted);
        (await own.Admin.PutJsonAsync($"/api/tickets/{first["id"]}", new { status = "closed" })).Is(HttpStatusCode.Accepted);
        var fresh = (await own.Admin.PostJsonAsync("/api/tickets", Samples.Ticket(email))).Is(HttpStatusCode.Created);
        Assert.Equal("created", fresh.Header("Antiphon-Outcome"));
    }
}
