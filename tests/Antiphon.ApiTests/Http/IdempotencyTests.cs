using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.Http.Idempotency;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Http;

[Trait("row", "E22")]
[Trait("row", "N16")]
public sealed class IdempotencyTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task The_same_key_twice_makes_one_ticket_and_answers_the_same_body()
    {
        var ticket = Samples.Ticket(Samples.NewEmail());
        var first = (await PostAsync(ticket, "once")).Is(HttpStatusCode.Created);
        var second = (await PostAsync(ticket, "once")).Is(HttpStatusCode.Created);
        Assert.Equal(first.Body, second.Body);
        Assert.Equal("created", first.Header("Antiphon-Outcome"));
        Assert.Equal("replayed", second.Header("Antiphon-Outcome"));
        Assert.Equal(first.Header("ETag"), second.Header("ETag"));
        Assert.Single((await desk.Admin.GetJsonAsync($"/api/tickets?customer_id={first["customer"]!["id"]}"))["data"]!.AsArray());
    }

    [Fact]
    public async Task Twenty_at_once_under_one_key_make_one_ticket()
    {
        var ticket = Samples.Ticket(Samples.NewEmail());
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PostAsync(ticket, "at once")));
        Assert.All(answers, answer => answer.Is(HttpStatusCode.Created));
        Assert.Single(answers.Select(answer => answer.Body).Distinct());
        Assert.Single(answers, answer => answer.Header("Antiphon-Outcome") == "created");
    }

    [Fact]
    public async Task Another_body_under_the_same_key_is_a_409()
    {
        var email = Samples.NewEmail();
        (await PostAsync(Samples.Ticket(email), "other body")).Is(HttpStatusCode.Created);
        (await PostAsync(Samples.Ticket(email, Samples.IncomingEmail(email, "Something else")), "other body")).Is(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_refused_request_may_be_mended_under_its_key()
    {
        var ticket = Samples.Ticket(Samples.NewEmail());
        ticket["priority"] = "urgent";
        (await PostAsync(ticket, "mended")).Is(HttpStatusCode.BadRequest);
        ticket["priority"] = "high";
        (await PostAsync(ticket, "mended")).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Keys_of_two_users_do_not_meet()
    {
        using var other = await desk.AsRoleAsync("agent");
        var ticket = Samples.Ticket(Samples.NewEmail());
        var mine = (await PostAsync(ticket, "shared word")).Is(HttpStatusCode.Created);
        var theirs = (await other.PostJsonAsync("/api/tickets", ticket, ("Idempotency-Key", "shared word"))).Is(HttpStatusCode.Created);
        Assert.NotEqual((long)mine["id"]!, (long)theirs["id"]!);
    }

    [Fact]
    public async Task Answers_without_a_body_are_replayed_too()
    {
        var ticket = await desk.Admin.OpenTicketAsync();
        for (var i = 0; i < 2; i++)
        {
            var answer = (await desk.Admin.PostJsonAsync($"/api/tickets/{ticket["id"]}/tags", new { names = new[] { "idempotent" } }, ("Idempotency-Key", "tags"))).Is(HttpStatusCode.Created);
            Assert.Equal("", answer.Body);
        }
    }

    [Fact]
    public async Task A_key_is_forgotten_after_24_hours()
    {
        var clock = new TestClock();
        await using var own = await Desk.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var ticket = Samples.Ticket(Samples.NewEmail());
        var first = (await own.Admin.PostJsonAsync("/api/tickets", ticket, ("Idempotency-Key", "a day"))).Is(HttpStatusCode.Created);
        clock.Advance(TimeSpan.FromHours(24));
        var later = (await own.Admin.PostJsonAsync("/api/tickets", ticket, ("Idempotency-Key", "a day"))).Is(HttpStatusCode.Created);
        Assert.NotEqual((long)first["id"]!, (long)later["id"]!);
        Assert.Equal(0, await own.Services.GetRequiredService<ForgetOldKeys>().SweepAsync(CancellationToken.None));
        clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal(1, await own.Services.GetRequiredService<ForgetOldKeys>().SweepAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData("")]
    [InlineData("tab\there")]
    public async Task A_key_that_is_none_is_refused(string key) => (await PostAsync(Samples.Ticket(Samples.NewEmail()), key)).Is(HttpStatusCode.BadRequest);

    private Task<Answer> PostAsync(JsonObject ticket, string key) => desk.Admin.PostJsonAsync("/api/tickets", ticket, ("Idempotency-Key", key));
}
