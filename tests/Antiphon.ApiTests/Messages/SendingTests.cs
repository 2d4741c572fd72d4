using System.Net;
using System.Threading.Channels;
using Antiphon.ApiTests.Furniture;
using Antiphon.Channels;
using Antiphon.Channels.Outbox;
using Antiphon.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using static Antiphon.ApiTests.Messages.Threads;

namespace Antiphon.ApiTests.Messages;

/// <summary>The queue of outgoing messages: at most once by itself, and nothing forgotten.</summary>
[Trait("row", "B08")]
public sealed class SendingTests : IAsyncLifetime
{
    private readonly TestClock clock = new();
    private readonly Channel<OutgoingMessage> arrivals = Channel.CreateUnbounded<OutgoingMessage>();
    private Desk desk = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        desk = await Desk.StartAsync(Configure);
        desk.Outbox().Watch(message => arrivals.Writer.TryWrite(message));
    }

    public ValueTask DisposeAsync() => desk.DisposeAsync();

    [Fact]
    public async Task A_reply_leaves_once_and_counts_from_then_on()
    {
        var thread = await desk.ThreadAsync();
        desk.Outbox().Hold();
        var reply = await desk.Admin.SaidAsync(thread.Ticket, Reply("It arrives tomorrow."));
        Assert.Null(reply["sent_datetime"]);
        var arrived = await arrivals.Reader.ReadAsync(Cancelled);
        Assert.Null((await desk.TicketAsync(thread.Ticket)).LastMessage);
        Assert.Equal(("email", "It arrives tomorrow.", "Re: Parcel"), (arrived.Channel, arrived.BodyText, arrived.Subject));
        Assert.Equal(thread.Email, arrived.Source!.Value.GetProperty("to")[0].GetProperty("address").GetString());
        clock.Advance(TimeSpan.FromSeconds(7));
        desk.Outbox().Release();
        var sent = await desk.EndOfSendingAsync(thread.Ticket, Id(reply));
        Assert.NotNull(sent["sent_datetime"]);
        Assert.NotEqual((string?)sent["created_datetime"], (string?)sent["sent_datetime"]);
        Assert.Null(sent["failed_datetime"]);
        var ticket = await desk.TicketAsync(thread.Ticket);
        Assert.Equal((string?)sent["sent_datetime"], Contract.WireDate.Format(ticket.LastMessage!.Value));
        Assert.Equal(ticket.LastMessage, ticket.UpdatedAt);
        Assert.Single(desk.Outbox().Sent);
        Assert.Equal(["ticket-message-created", "ticket-message-updated"], await desk.EventsOfAsync("TicketMessage", Id(reply)));
        Assert.Equal(1, await NumberAsync(Sql.Of($"select count(distinct context)::int from events where account_id = {desk.Account.Id} and object_type = 'TicketMessage' and object_id = {Id(reply)}")));
    }

    [Fact]
    public async Task A_refused_message_fails_and_can_be_sent_again_or_cancelled()
    {
        var thread = await desk.ThreadAsync();
        desk.Outbox().Answer(_ => new SendOutcome.Refused("550 mailbox unavailable"));
        var reply = await desk.Admin.SaidAsync(thread.Ticket, Reply());
        var failed = await desk.EndOfSendingAsync(thread.Ticket, Id(reply));
        Assert.Null(failed["sent_datetime"]);
        Assert.Equal("550 mailbox unavailable", (string?)failed["last_sending_error"]!["error"]);
        Assert.True((bool)failed["is_retriable"]!);
        Assert.True((await desk.TicketAsync(thread.Ticket)).NotDelivered);
        Assert.Equal(["ticket-message-created", "ticket-message-failed"], await desk.EventsOfAsync("TicketMessage", Id(reply)));
        Assert.Equal(thread.Ticket, (long)(await desk.EventDataAsync("ticket-message-failed", Id(reply)))!["ticket_id"]!);

        desk.Outbox().Answer(_ => new SendOutcome.Sent("<a1@mail.example>"));
        var queued = (await desk.Admin.PutJsonAsync($"/api/tickets/{thread.Ticket}/messages/{Id(reply)}?action=retry", new { channel = "email", from_agent = true })).Is(HttpStatusCode.Accepted);
        Assert.Null(queued["failed_datetime"]);
        var sent = await desk.EndOfSendingAsync(thread.Ticket, Id(reply));
        Assert.NotNull(sent["sent_datetime"]);
        Assert.Equal("<a1@mail.example>", (string?)sent["message_id"]);
        Assert.False((await desk.TicketAsync(thread.Ticket)).NotDelivered);
        Assert.NotEmpty((await desk.Admin.PutJsonAsync($"/api/tickets/{thread.Ticket}/messages/{Id(reply)}?action=retry", "{}")).Is(HttpStatusCode.BadRequest).ErrorsAt("action"));
        (await desk.Admin.PutJsonAsync($"/api/tickets/{thread.Ticket}/messages/{Id(reply)}?action=force", "{}")).Is(HttpStatusCode.Accepted);

        desk.Outbox().Answer(_ => new SendOutcome.Refused("550 mailbox unavailable"));
        var second = await desk.Admin.SaidAsync(thread.Ticket, Reply("again"));
        await desk.EndOfSendingAsync(thread.Ticket, Id(second));
        var cancelled = (await desk.Admin.PutJsonAsync($"/api/tickets/{thread.Ticket}/messages/{Id(second)}?action=cancel", "{}")).Is(HttpStatusCode.Accepted);
        Assert.Equal(Id(second), Id(cancelled));
        (await desk.Admin.MessageAsync(thread.Ticket, Id(second))).Is(HttpStatusCode.NotFound);
        Assert.Equal(1, (await desk.TicketAsync(thread.Ticket)).Count);
        Assert.False((await desk.TicketAsync(thread.Ticket)).NotDelivered);
        Assert.Single(desk.Outbox().Sent);
    }

    [Fact]
    public async Task A_message_that_cannot_leave_now_is_tried_three_times_more_and_then_fails()
    {
        var thread = await desk.ThreadAsync();
        desk.Outbox().Answer(_ => new SendOutcome.Unavailable("421 try later"));
        var reply = await desk.Admin.SaidAsync(thread.Ticket, Reply());
        foreach (var pause in new[] { 30, 120, 600 })
        {
            await arrivals.Reader.ReadAsync(Cancelled);
            await UntilAsync(async () => await NumberAsync(Sql.Of($"select count(*)::int from messages where account_id = {desk.Account.Id} and delivery = 'queued' and delivery_due_at is not null")) == 1);
            Assert.Equal("421 try later", (string?)(await desk.Admin.MessageAsync(thread.Ticket, Id(reply)))["last_sending_error"]!["error"]);
            clock.Advance(TimeSpan.FromSeconds(pause - 1));
            await LooksAsync(3);
            Assert.False(arrivals.Reader.TryPeek(out _));
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        await arrivals.Reader.ReadAsync(Cancelled);
        var failed = await desk.EndOfSendingAsync(thread.Ticket, Id(reply));
        Assert.Equal("421 try later", (string?)failed["last_sending_error"]!["error"]);
        Assert.Equal(["ticket-message-created", "ticket-message-failed"], await desk.EventsOfAsync("TicketMessage", Id(reply)));
        Assert.Empty(desk.Outbox().Sent);
    }

    [Fact]
    public async Task A_message_that_recovers_is_sent()
    {
        var thread = await desk.ThreadAsync();
        desk.Outbox().Answer(_ => new SendOutcome.Unavailable("421 try later"));
        var reply = await desk.Admin.SaidAsync(thread.Ticket, Reply());
        await arrivals.Reader.ReadAsync(Cancelled);
        desk.Outbox().Answer(_ => new SendOutcome.Sent());
        await UntilAsync(async () =>
        {
            clock.Advance(TimeSpan.FromSeconds(30));
            return (await desk.Admin.MessageAsync(thread.Ticket, Id(reply)))["sent_datetime"] is not null;
        });
        Assert.Null((await desk.Admin.MessageAsync(thread.Ticket, Id(reply)))["last_sending_error"]);
    }

    [Fact]
    public async Task The_messages_of_one_ticket_leave_in_their_order()
    {
        var (one, other) = (await desk.ThreadAsync(), await desk.ThreadAsync());
        desk.Outbox().Hold();
        var first = await desk.Admin.SaidAsync(one.Ticket, Reply("first"));
        Assert.Equal(Id(first), (await arrivals.Reader.ReadAsync(Cancelled)).Id);
        var second = await desk.Admin.SaidAsync(one.Ticket, Reply("second"));
        var elsewhere = await desk.Admin.SaidAsync(other.Ticket, Reply("elsewhere"));
        Assert.Equal(Id(elsewhere), (await arrivals.Reader.ReadAsync(Cancelled)).Id);
        await LooksAsync(3);
        Assert.False(arrivals.Reader.TryPeek(out _));
        desk.Outbox().Release();
        await desk.EndOfSendingAsync(one.Ticket, Id(second));
        Assert.Equal(["first", "second"], desk.Outbox().Sent.Where(message => message.TicketId == one.Ticket).Select(message => message.BodyText));
    }

    [Fact]
    public async Task No_more_messages_are_handed_over_at_once_than_allowed()
    {
        desk.Outbox().Hold();
        var threads = new List<Thread>();
        for (var i = 0; i < 6; i++)
        {
            threads.Add(await desk.ThreadAsync());
            await desk.Admin.SaidAsync(threads[i].Ticket, Reply());
        }

        for (var i = 0; i < 4; i++)
        {
            await arrivals.Reader.ReadAsync(Cancelled);
        }

        await LooksAsync(3);
        Assert.False(arrivals.Reader.TryPeek(out _));
        desk.Outbox().Release();
        await UntilAsync(() => Task.FromResult(desk.Outbox().Sent.Count == 6));
    }

    [Fact]
    public async Task What_a_crashed_node_was_sending_fails_openly_and_is_not_sent_by_itself()
    {
        var thread = await desk.ThreadAsync();
        var reply = await desk.Admin.SaidAsync(thread.Ticket, Reply().With("sent_datetime", "2026-01-01"));
        await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync(
            $"update messages set sent_at = null, delivery = 'sending', delivery_claimed_at = {clock.Now()} where account_id = {desk.Account.Id} and id = {Id(reply)}",
            CancellationToken.None));
        clock.Advance(TimeSpan.FromMinutes(9));
        await LooksAsync(3);
        Assert.Null((await desk.Admin.MessageAsync(thread.Ticket, Id(reply)))["failed_datetime"]);
        clock.Advance(TimeSpan.FromMinutes(2));
        var failed = await desk.EndOfSendingAsync(thread.Ticket, Id(reply));
        Assert.StartsWith("Sending was interrupted", (string?)failed["last_sending_error"]!["error"], StringComparison.Ordinal);
        Assert.True((bool)failed["is_retriable"]!);
        Assert.False(arrivals.Reader.TryPeek(out _));
        (await desk.Admin.PutJsonAsync($"/api/tickets/{thread.Ticket}/messages/{Id(reply)}?action=force", "{}")).Is(HttpStatusCode.Accepted);
        Assert.NotNull((await desk.EndOfSendingAsync(thread.Ticket, Id(reply)))["sent_datetime"]);
    }

    [Fact]
    public async Task A_channel_that_throws_or_never_answers_leaves_the_message_in_doubt()
    {
        var thread = await desk.ThreadAsync();
        desk.Outbox().Answer(_ => throw new InvalidDataException("broken"));
        var reply = await desk.Admin.SaidAsync(thread.Ticket, Reply());
        var failed = await desk.EndOfSendingAsync(thread.Ticket, Id(reply));
        Assert.StartsWith("The channel failed unexpectedly", (string?)failed["last_sending_error"]!["error"], StringComparison.Ordinal);
        desk.Outbox().Answer(_ => new SendOutcome.Sent());
        desk.Outbox().Hold();
        var silent = await desk.Admin.SaidAsync(thread.Ticket, Reply());
        var unanswered = await desk.EndOfSendingAsync(thread.Ticket, Id(silent));
        Assert.StartsWith("The channel gave no answer", (string?)unanswered["last_sending_error"]!["error"], StringComparison.Ordinal);
        Assert.Empty(desk.Outbox().Sent);
    }

    [Fact]
    public async Task A_message_that_is_deleted_while_it_leaves_stays_deleted()
    {
        var thread = await desk.ThreadAsync();
        desk.Outbox().Hold();
        var reply = await desk.Admin.SaidAsync(thread.Ticket, Reply());
        await arrivals.Reader.ReadAsync(Cancelled);
        (await desk.Admin.DeleteJsonAsync($"/api/tickets/{thread.Ticket}/messages/{Id(reply)}")).Is(HttpStatusCode.NoContent);
        var next = await desk.Admin.SaidAsync(thread.Ticket, Reply("next"));
        desk.Outbox().Release();
        await desk.EndOfSendingAsync(thread.Ticket, Id(next));
        Assert.Equal(["ticket-message-created", "ticket-message-deleted"], await desk.EventsOfAsync("TicketMessage", Id(reply)));
    }

    [Fact]
    public async Task An_edit_while_a_message_leaves_does_not_put_it_back_into_the_queue()
    {
        var thread = await desk.ThreadAsync();
        desk.Outbox().Hold();
        var reply = await desk.Admin.SaidAsync(thread.Ticket, Reply());
        await arrivals.Reader.ReadAsync(Cancelled);
        (await desk.Admin.PutJsonAsync($"/api/tickets/{thread.Ticket}/messages/{Id(reply)}", new { subject = "edited" })).Is(HttpStatusCode.Accepted);
        await LooksAsync(3);
        desk.Outbox().Release();
        var sent = await desk.EndOfSendingAsync(thread.Ticket, Id(reply));
        Assert.Equal("edited", (string?)sent["subject"]);
        Assert.Single(desk.Outbox().Sent);
    }

    [Fact]
    public async Task A_node_that_stops_finishes_what_it_has_taken_and_another_sends_the_rest()
    {
        var database = await Desk.NewDatabaseAsync();
        await using var first = await Desk.StartAsync(Configure, database);
        var outbox = first.Outbox();
        var seen = Channel.CreateUnbounded<OutgoingMessage>();
        outbox.Watch(message => seen.Writer.TryWrite(message));
        var thread = await first.ThreadAsync();
        outbox.Hold();
        await first.Admin.SaidAsync(thread.Ticket, Reply("taken"));
        await seen.Reader.ReadAsync(Cancelled);
        await first.Admin.SaidAsync(thread.Ticket, Reply("left"));
        var stopping = first.Services.GetRequiredService<MessageSender>().StopAsync(Cancelled);
        Assert.False(stopping.IsCompleted);
        outbox.Release();
        await stopping;
        Assert.Equal(["taken"], outbox.Sent.Select(message => message.BodyText));
        Assert.Equal(1, await first.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
            $"select count(*)::int from messages where account_id = {first.Account.Id} and delivery = 'queued'", row => row.GetInt32(0), Cancelled)));
        await using var second = await Node.StartAsync(database, Often);
        var later = second.Services.GetRequiredService<MemoryOutbox>();
        await UntilAsync(() => Task.FromResult(later.Sent.Count == 1));
        Assert.Equal("left", later.Sent[0].BodyText);
    }

    [Fact]
    public async Task Two_nodes_send_each_message_once()
    {
        var database = await Desk.NewDatabaseAsync();
        await using var first = await Desk.StartAsync(Configure, database);
        await using var second = await Node.StartAsync(database, Often);
        var other = second.Services.GetRequiredService<MemoryOutbox>();
        var threads = new List<Thread>();
        for (var i = 0; i < 10; i++)
        {
            threads.Add(await first.ThreadAsync());
        }

        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => first.Admin.SaidAsync(threads[i % 10].Ticket, Reply($"{i}"))));
        await UntilAsync(() => Task.FromResult(first.Outbox().Sent.Count + other.Sent.Count >= 60));
        await UntilAsync(async () => await first.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
            $"select count(*) = 60 from messages where account_id = {first.Account.Id} and delivery = 'sent'", row => row.GetBoolean(0), Cancelled)));
        var all = first.Outbox().Sent.Concat(other.Sent).Select(message => message.Id).ToList();
        Assert.Equal(60, all.Distinct().Count());
        Assert.Equal(60, all.Count);
    }

    private static long Id(Answer message) => (long)message["id"]!;

    private static void Often(WebApplicationBuilder builder) => builder.Configuration.AddInMemoryCollection([new("Sending:Poll", "00:00:00.050")]);

    private void Configure(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<TimeProvider>(clock);
        Often(builder);
        builder.Configuration.AddInMemoryCollection([new("Sending:MaxParallel", "4"), new("Sending:SendTimeout", "00:00:02")]);
    }

    /// <summary>Lets the sender look at its queue some times, so that what it was going to take it has taken.</summary>
    private async Task LooksAsync(int times)
    {
        var sender = desk.Services.GetRequiredService<MessageSender>();
        var until = sender.Rounds + times;
        await UntilAsync(() => Task.FromResult(sender.Rounds >= until));
    }

    private Task<int> NumberAsync(Sql sql) => desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(sql, row => row.GetInt32(0), Cancelled));
}
