using System.Net;
using Antiphon.Accounts;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Http;

public sealed class ConditionalTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task An_unchanged_object_is_a_304_without_a_body()
    {
        var ticket = await desk.Admin.OpenTicketAsync();
        var read = (await desk.Admin.GetJsonAsync($"/api/tickets/{ticket["id"]}")).Is(HttpStatusCode.OK);
        Assert.Equal(ticket.Header("ETag"), read.Header("ETag"));
        var unchanged = (await desk.Admin.CallAsync(HttpMethod.Get, $"/api/tickets/{ticket["id"]}", null, ("If-None-Match", read.Header("ETag")!))).Is(HttpStatusCode.NotModified);
        Assert.Equal("", unchanged.Body);
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket["id"]}", new { subject = "changed" })).Is(HttpStatusCode.Accepted);
        (await desk.Admin.CallAsync(HttpMethod.Get, $"/api/tickets/{ticket["id"]}", null, ("If-None-Match", read.Header("ETag")!))).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_304_costs_a_tenth_of_a_request()
    {
        await using var own = await Desk.StartAsync();
        var tag = (await own.Admin.PostJsonAsync("/api/tags", new { name = "polled" })).Is(HttpStatusCode.Created);
        await own.SwitchAsync(new Switches { Plan = "standard" });
        for (var i = 0; i < 60; i++)
        {
            (await own.Admin.CallAsync(HttpMethod.Get, $"/api/tags/{tag["id"]}", null, ("If-None-Match", tag.Header("ETag")!))).Is(HttpStatusCode.NotModified);
        }
    }

    [Fact]
    public async Task If_match_lets_only_an_unchanged_object_be_changed()
    {
        var ticket = await desk.Admin.OpenTicketAsync();
        var path = $"/api/tickets/{ticket["id"]}";
        var changed = (await desk.Admin.PutJsonAsync(path, new { subject = "first" }, ("If-Match", ticket.Header("ETag")!))).Is(HttpStatusCode.Accepted);
        Assert.Equal("first", (string?)changed["subject"]);
        (await desk.Admin.PutJsonAsync(path, new { subject = "second" }, ("If-Match", ticket.Header("ETag")!))).Is(HttpStatusCode.PreconditionFailed);
        Assert.Equal("first", (string?)(await desk.Admin.GetJsonAsync(path))["subject"]);
        (await desk.Admin.PutJsonAsync(path, new { subject = "third" }, ("If-Match", $"\"no\", {changed.Header("ETag")}"))).Is(HttpStatusCode.Accepted);
        (await desk.Admin.CallAsync(HttpMethod.Delete, path, null, ("If-Match", changed.Header("ETag")!))).Is(HttpStatusCode.PreconditionFailed);
        (await desk.Admin.CallAsync(HttpMethod.Delete, path, null, ("If-Match", "*"))).Is(HttpStatusCode.NoContent);
        (await desk.Admin.CallAsync(HttpMethod.Put, path, new { subject = "gone" }, ("If-Match", "*"))).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_message_changes_the_tag_of_its_ticket()
    {
        var ticket = await desk.Admin.OpenTicketAsync();
        (await desk.Admin.PostJsonAsync($"/api/tickets/{ticket["id"]}/messages", Samples.Note())).Is(HttpStatusCode.Created);
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket["id"]}", new { status = "closed" }, ("If-Match", ticket.Header("ETag")!))).Is(HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task Of_twenty_writers_who_saw_the_same_ticket_one_wins()
    {
        var ticket = await desk.Admin.OpenTicketAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            desk.Admin.PutJsonAsync($"/api/tickets/{ticket["id"]}", new { subject = $"writer {i}" }, ("If-Match", ticket.Header("ETag")!))));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Accepted);
        Assert.Equal(19, answers.Count(answer => answer.Status == HttpStatusCode.PreconditionFailed));
    }
}
