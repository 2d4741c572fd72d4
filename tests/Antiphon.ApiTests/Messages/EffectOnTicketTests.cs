using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Identity;
using Antiphon.Messages;
using Microsoft.Extensions.DependencyInjection;
using static Antiphon.ApiTests.Messages.Threads;

namespace Antiphon.ApiTests.Messages;

/// <summary>What a message means for its ticket.</summary>
[Trait("row", "B08")]
public sealed class EffectOnTicketTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_customers_message_reopens_a_snoozed_ticket_and_makes_it_unread()
    {
        var thread = await desk.ThreadAsync("closed");
        await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync(
            $"insert into ticket_reads (account_id, ticket_id, user_id, read_at) select account_id, {thread.Ticket}, id, now() from users where account_id = {desk.Account.Id}",
            CancellationToken.None));
        var created = await desk.Admin.SaidAsync(thread.Ticket, Question("Still   waiting"));
        var ticket = await desk.TicketAsync(thread.Ticket);
        Assert.Equal(("open", null, null), (ticket.Status, ticket.ClosedAt, ticket.SnoozeAt));
        Assert.Equal((1, "Still   waiting"), (ticket.Count, ticket.Excerpt));
        Assert.True(WireDate.TryParse((string?)created["created_datetime"], out var written));
        Assert.Equal((written, written, written), (ticket.LastReceived!.Value, ticket.LastMessage!.Value, ticket.UpdatedAt));
        Assert.Equal(0, await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
            $"select count(*)::int from ticket_reads where account_id = {desk.Account.Id} and ticket_id = {thread.Ticket}", row => row.GetInt32(0), CancellationToken.None)));
        Assert.Equal(["ticket-reopened", "ticket-updated"], await desk.EventsOfAsync("Ticket", thread.Ticket));
        Assert.Equal(["ticket-message-created"], await desk.EventsOfAsync("TicketMessage", (long)created["id"]!));
        Assert.Equal($$"""{"id": {{created["id"]}}, "ticket_id": {{thread.Ticket}}}""".Replace(" ", "", StringComparison.Ordinal), (await desk.EventDataAsync("ticket-message-created", (long)created["id"]!))!.ToJsonString());
    }

    [Fact]
    public async Task Notes_replies_and_imports_leave_a_closed_ticket_closed()
    {
        var thread = await desk.ThreadAsync("closed");
        await desk.Admin.SaidAsync(thread.Ticket, Note());
        await desk.Admin.SaidAsync(thread.Ticket, Reply(channel: "api"));
        await desk.Admin.SaidAsync(thread.Ticket, Question().With("imported", true));
        Assert.Equal("closed", (await desk.TicketAsync(thread.Ticket)).Status);
        Assert.DoesNotContain("ticket-reopened", await desk.EventsOfAsync("Ticket", thread.Ticket));
    }

    [Fact]
    public async Task Notes_count_and_show_but_are_no_message_to_or_from_the_customer()
    {
        var thread = await desk.ThreadAsync();
        await desk.Admin.SaidAsync(thread.Ticket, Note("look here"));
        var ticket = await desk.TicketAsync(thread.Ticket);
        Assert.Equal((1, "look here", null, null), (ticket.Count, ticket.Excerpt, ticket.LastMessage, ticket.LastReceived));
    }

    [Fact]
    public async Task A_message_of_the_past_does_not_look_like_the_latest()
    {
        var thread = await desk.ThreadAsync();
        await desk.Admin.SaidAsync(thread.Ticket, Question("now"));
        var before = await desk.TicketAsync(thread.Ticket);
        await desk.Admin.SaidAsync(thread.Ticket, Question("then").With("created_datetime", "2025-01-01T00:00:00Z"));
        var after = await desk.TicketAsync(thread.Ticket);
        Assert.Equal((2, "now", before.LastMessage, before.LastReceived), (after.Count, after.Excerpt, after.LastMessage, after.LastReceived));
        var list = await desk.Admin.GetJsonAsync($"/api/tickets/{thread.Ticket}/messages");
        Assert.Equal(["then", "now"], list["data"]!.AsArray().Select(message => (string?)message!["body_text"]));
    }

    [Fact]
    public async Task A_phone_call_that_was_made_is_logged_and_stays_unsent()
    {
        var thread = await desk.ThreadAsync();
        await desk.Admin.SaidAsync(thread.Ticket, Reply("called", "phone").Without("source"));
        Assert.Null((await desk.TicketAsync(thread.Ticket)).LastMessage);
    }

    [Fact]
    public async Task The_excerpt_is_cut_to_200_characters_not_to_200_halves()
    {
        var thread = await desk.ThreadAsync();
        await desk.Admin.SaidAsync(thread.Ticket, Question("  " + string.Concat(Enumerable.Repeat("\U0001F4E6", 300))));
        Assert.Equal(string.Concat(Enumerable.Repeat("\U0001F4E6", 200)), (await desk.TicketAsync(thread.Ticket)).Excerpt);
    }

    [Fact]
    public async Task Whoever_answers_gets_an_unassigned_ticket_when_the_account_wants_it()
    {
        await using var own = await Desk.StartAsync();
        using var agent = await own.AsRoleAsync("agent");
        using var bot = await own.AsRoleAsync("bot");
        var thread = await own.ThreadAsync();
        await agent.SaidAsync(thread.Ticket, Reply(channel: "api"));
        Assert.Null((await own.TicketAsync(thread.Ticket)).Assignee);
        await own.SettingAsync("ticket-assignment", """{"auto_assign_ticket_to_responding_agent": true, "unassign_on_reply": true}""");
        await agent.SaidAsync(thread.Ticket, Note());
        await bot.SaidAsync(thread.Ticket, Reply(channel: "api"));
        Assert.Null((await own.TicketAsync(thread.Ticket)).Assignee);
        var reply = await agent.SaidAsync(thread.Ticket, Reply(channel: "api"));
        Assert.Equal((long)reply["sender"]!["id"]!, (await own.TicketAsync(thread.Ticket)).Assignee);
        Assert.Equal((long)reply["sender"]!["id"]!, (long)(await own.EventDataAsync("ticket-assigned", thread.Ticket))!["assignee_user_id"]!);
        await own.Admin.SaidAsync(thread.Ticket, Reply(channel: "api"));
        Assert.Equal((long)reply["sender"]!["id"]!, (await own.TicketAsync(thread.Ticket)).Assignee);

        // A reply of the customer that reopens the ticket takes it away again; one in an open ticket does not.
        await own.Admin.SaidAsync(thread.Ticket, Question());
        Assert.NotNull((await own.TicketAsync(thread.Ticket)).Assignee);
        await own.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync($"update tickets set status = 'closed' where account_id = {own.Account.Id}", CancellationToken.None));
        await own.Admin.SaidAsync(thread.Ticket, Question());
        Assert.Null((await own.TicketAsync(thread.Ticket)).Assignee);
        Assert.Contains("ticket-unassigned", await own.EventsOfAsync("Ticket", thread.Ticket));
    }

    [Fact]
    public async Task Many_writers_at_once_are_all_counted()
    {
        var thread = await desk.ThreadAsync();
        await Task.WhenAll(Enumerable.Range(0, 24).Select(i => desk.Admin.SaidAsync(thread.Ticket, i % 3 == 0 ? Note() : Question($"{i}"))));
        Assert.Equal(24, (await desk.TicketAsync(thread.Ticket)).Count);
    }

    /// <summary>The same summary comes from adding one message at a time, from the whole in SQL, and from the whole in memory.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task The_three_ways_to_sum_up_a_ticket_agree(int seed)
    {
        await using var own = await Desk.StartAsync();
        var random = new Random(seed);
        var thread = await own.ThreadAsync();
        long[] integrations = [await own.IntegrationAsync("email", "a", "a@store.example"), await own.IntegrationAsync("email", "b", "b@store.example")];
        var messages = Enumerable.Range(0, 30).Select(i => Arbitrary(random, integrations, i)).ToList();
        var actor = Actor.System(own.Account.Id);
        await own.InScopeAsync(async services =>
        {
            var db = services.GetRequiredService<DeskDb>();
            foreach (var message in messages)
            {
                await using var transaction = await db.BeginAsync(CancellationToken.None);
                await db.ExecuteAsync(StoreMessages.Of(actor, Sql.Of($"{thread.Ticket}"), [message]), CancellationToken.None);

                // As an update that comes with the insert, it must not see the message that it adds.
                await db.ExecuteAsync($"update tickets set {TicketSummary.Adding(actor.AccountId, thread.Ticket, message)} where account_id = {actor.AccountId} and id = {thread.Ticket}", CancellationToken.None);
                await transaction.CommitAsync(CancellationToken.None);
            }

            return true;
        });
        var added = await own.TicketAsync(thread.Ticket);
        await own.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync(
            $"update tickets set {TicketSummary.Anew(actor.AccountId, thread.Ticket)} where account_id = {actor.AccountId} and id = {thread.Ticket}", CancellationToken.None));
        Assert.Equal(added, await own.TicketAsync(thread.Ticket));
        var memory = TicketSummary.Of(messages);
        Assert.Equal(
            (added.Count, added.Excerpt, added.LastReceived, added.LastMessage, added.NotDelivered, added.Integrations),
            (memory.MessagesCount, memory.Excerpt, memory.LastReceivedMessageAt, memory.LastMessageAt, memory.LastSentMessageNotDelivered, string.Join(',', memory.IntegrationIds)));
    }

    private static PreparedMessage Arbitrary(Random random, long[] integrations, int i)
    {
        var at = new DateTimeOffset(2026, 1, 1, 0, 0, random.Next(0, 20), TimeSpan.Zero);
        var (fromAgent, isPublic) = (random.Next(2) == 0, random.Next(4) > 0);
        var failed = fromAgent && random.Next(3) == 0;
        return new PreparedMessage
        {
            Channel = "email",
            Via = "api",
            FromAgent = fromAgent,
            Public = isPublic,
            CreatedAt = at,
            ProcessedAt = at,
            BodyText = random.Next(5) == 0 ? null : $" \n{i} {new string('x', random.Next(0, 300))}\t",
            IntegrationId = random.Next(3) == 0 ? null : integrations[random.Next(2)],
            SentAt = failed || random.Next(4) == 0 ? null : at.AddMinutes(random.Next(0, 3)),
            FailedAt = failed ? at : null,
            DeletedAt = random.Next(6) == 0 ? at : null,
        };
    }
}
