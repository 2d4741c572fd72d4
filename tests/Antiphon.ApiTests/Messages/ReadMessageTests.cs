using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Microsoft.Extensions.DependencyInjection;
using static Antiphon.ApiTests.Messages.Threads;

namespace Antiphon.ApiTests.Messages;

public sealed class ReadMessageTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    [Trait("row", "B06")]
    public async Task The_list_of_all_messages_is_newest_first_and_walks_both_ways()
    {
        await using var own = await Desk.StartAsync();
        var threads = new[] { await own.ThreadAsync(), await own.ThreadAsync() };
        for (var i = 0; i < 25; i++)
        {
            await own.Admin.SaidAsync(threads[i % 2].Ticket, Question($"{i:00}").With("created_datetime", $"2026-01-01T00:00:{i / 2:00}Z"));
        }

        var first = (await own.Admin.GetJsonAsync("/api/messages?limit=10")).Is(HttpStatusCode.OK);
        var second = (await own.Admin.GetJsonAsync($"/api/messages?limit=10&cursor={(string)first["meta"]!["next_cursor"]!}")).Is(HttpStatusCode.OK);
        var third = (await own.Admin.GetJsonAsync($"/api/messages?limit=10&cursor={(string)second["meta"]!["next_cursor"]!}")).Is(HttpStatusCode.OK);
        Assert.Equal(Enumerable.Range(0, 25).Reverse().Select(i => $"{i:00}"), new[] { first, second, third }.SelectMany(Texts));
        Assert.Null(third["meta"]!["next_cursor"]);
        var back = (await own.Admin.GetJsonAsync($"/api/messages?limit=10&cursor={(string)second["meta"]!["prev_cursor"]!}")).Is(HttpStatusCode.OK);
        Assert.Equal(Texts(first), Texts(back));
        var one = (await own.Admin.GetJsonAsync($"/api/messages?ticket_id={threads[0].Ticket}&order_by=created_datetime:asc")).Is(HttpStatusCode.OK);
        Assert.Equal(Enumerable.Range(0, 25).Where(i => i % 2 == 0).Select(i => $"{i:00}"), Texts(one));
        Assert.Empty((await own.Admin.GetJsonAsync("/api/messages?ticket_id=987654")).Is(HttpStatusCode.OK)["data"]!.AsArray());
    }

    [Theory]
    [Trait("row", "B06")]
    [InlineData("channel=email", "channel")]
    [InlineData("created_datetime[gte]=2026-01-01", "created_datetime[gte]")]
    [InlineData("order_by=id:asc", "order_by")]
    [InlineData("limit=101", "limit")]
    public async Task Filters_that_do_not_exist_answer_400(string query, string path)
    {
        var refused = (await desk.Admin.GetJsonAsync($"/api/messages?{query}")).Is(HttpStatusCode.BadRequest);
        Assert.Contains(path, refused.Json["error"]!["data"]!.AsObject().Select(member => member.Key));
    }

    [Fact]
    [Trait("row", "B06")]
    public async Task A_conversation_is_oldest_first_and_comes_whole()
    {
        var thread = await desk.ThreadAsync();
        for (var i = 0; i < 40; i++)
        {
            await desk.Admin.SaidAsync(thread.Ticket, Question($"{i:00}"));
        }

        var list = (await desk.Admin.GetJsonAsync($"/api/tickets/{thread.Ticket}/messages/")).Is(HttpStatusCode.OK);
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"{i:00}"), Texts(list));
        var down = (await desk.Admin.GetJsonAsync($"/api/tickets/{thread.Ticket}/messages?limit=3&order_by=created_datetime:desc")).Is(HttpStatusCode.OK);
        Assert.Equal(["39", "38", "37"], Texts(down));
        (await desk.Admin.GetJsonAsync("/api/tickets/987654321/messages")).Is(HttpStatusCode.NotFound);
        Assert.Empty((await desk.Admin.GetJsonAsync($"/api/tickets/{await desk.EmptyTicketAsync(null)}/messages")).Is(HttpStatusCode.OK)["data"]!.AsArray());
    }

    [Fact]
    [Trait("row", "B07")]
    public async Task A_message_of_another_ticket_is_not_found()
    {
        var (one, other) = (await desk.ThreadAsync(), await desk.ThreadAsync());
        var message = await desk.Admin.SaidAsync(one.Ticket, Question());
        var id = (long)message["id"]!;
        (await desk.Admin.MessageAsync(one.Ticket, id)).Is(HttpStatusCode.OK);
        (await desk.Admin.MessageAsync(other.Ticket, id)).Is(HttpStatusCode.NotFound);
        (await desk.Admin.PutJsonAsync($"/api/tickets/{other.Ticket}/messages/{id}", new { subject = "x" })).Is(HttpStatusCode.NotFound);
        (await desk.Admin.DeleteJsonAsync($"/api/tickets/{other.Ticket}/messages/{id}")).Is(HttpStatusCode.NotFound);
        (await desk.Admin.MessageAsync(one.Ticket, id)).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_user_who_was_deleted_keeps_the_name_on_what_they_wrote()
    {
        var thread = await desk.ThreadAsync();
        using var agent = await desk.AsRoleAsync("basic-agent");
        var note = await agent.SaidAsync(thread.Ticket, Note());
        (await desk.Admin.DeleteJsonAsync($"/api/users/{note["sender"]!["id"]}")).Is(HttpStatusCode.NoContent);
        var read = (await desk.Admin.MessageAsync(thread.Ticket, (long)note["id"]!)).Is(HttpStatusCode.OK);
        Assert.Equal((long)note["sender"]!["id"]!, (long)read["sender"]!["id"]!);
        Assert.Equal("Some basic-agent", (string?)read["sender"]!["name"]);
    }

    [Fact]
    public async Task Requests_for_a_merged_ticket_lead_to_the_survivor()
    {
        var thread = await desk.ThreadAsync();
        await desk.InScopeAsync(async services =>
        {
            foreach (var statement in MergedObjects.Note(desk.Account.Id, EventObject.Ticket, 70_001, thread.Ticket, DateTimeOffset.UnixEpoch))
            {
                await services.GetRequiredService<DeskDb>().ExecuteAsync(statement, CancellationToken.None);
            }

            return true;
        });
        var moved = (await desk.Admin.SayAsync(70_001, Question())).Is(HttpStatusCode.MovedPermanently);
        Assert.EndsWith($"/api/tickets/{thread.Ticket}/messages", moved.Header("Location"), StringComparison.Ordinal);
        (await desk.Admin.GetJsonAsync("/api/tickets/70001/messages")).Is(HttpStatusCode.MovedPermanently);
    }

    private static IEnumerable<string?> Texts(Answer list) => list["data"]!.AsArray().Select(message => (string?)message!["body_text"]);
}
