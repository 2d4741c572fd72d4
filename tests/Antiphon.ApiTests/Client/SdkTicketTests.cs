using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.Client;
using Antiphon.Contract;

namespace Antiphon.ApiTests.Client;

/// <summary>The SDK against the real server: tickets and what hangs on them.</summary>
public sealed class SdkTicketTests(Desk desk) : IClassFixture<Desk>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_ticket_is_made_answered_tagged_closed_and_deleted()
    {
        using var client = desk.Client();
        var ticket = await client.Tickets.CreateAsync(
            new() { Subject = "Where is order #1042?", Messages = [NewMessage.FromCustomer("mira@tickets.example", "It has not moved.")], Tags = [new("sdk-shipping")] },
            cancellationToken: Token);
        Assert.Equal(("open", "api", "mira@tickets.example"), (ticket.Status, ticket.Channel, ticket.Customer!.Email));
        Assert.Equal("It has not moved.", Assert.Single(ticket.Messages).BodyText);

        var me = await client.Users.GetCallerAsync(cancellationToken: Token);
        var note = await client.Messages.CreateAsync(ticket.Id, NewMessage.Note(me.Id, "VIP"), cancellationToken: Token);
        Assert.Equal((false, "internal-note", me.Id), (note.Public, note.Channel, note.Sender!.Id));
        var old = await client.Messages.CreateAsync(
            ticket.Id, NewMessage.FromCustomer("mira@tickets.example", "Before").AsHistory(ticket.CreatedDatetime.AddDays(-1), "old-1"), cancellationToken: Token);
        Assert.Equal(("old-1", ticket.CreatedDatetime.AddDays(-1)), (old.ExternalId, old.CreatedDatetime));
        Assert.Equal([old.Id, ticket.Messages[0].Id, note.Id], await client.Messages.ListOfTicketAsync(ticket.Id, cancellationToken: Token).Select(message => message.Id).ToListAsync(Token));

        await client.Tickets.Tags.AddAsync(ticket.Id, new(Names: ["sdk-vip"]), cancellationToken: Token);
        await client.Tickets.Tags.RemoveAsync(ticket.Id, new(Names: ["sdk-shipping"]), cancellationToken: Token);
        Assert.Equal(["sdk-vip"], (await client.Tickets.Tags.ListAsync(ticket.Id, cancellationToken: Token)).Select(tag => tag.Name));
        await client.Tickets.Tags.ReplaceAsync(ticket.Id, new(), cancellationToken: Token);
        Assert.Empty(await client.Tickets.Tags.ListAsync(ticket.Id, cancellationToken: Token));

        var closed = await client.Tickets.UpdateAsync(ticket.Id, new() { Status = "closed", AssigneeUser = new ReferenceRequest(me.Id) }, cancellationToken: Token);
        Assert.Equal(("closed", me.Id), (closed.Status, closed.AssigneeUserId));
        var listed = await client.Tickets.ListAsync(new() { CustomerId = ticket.Customer.Id }, cancellationToken: Token).SingleAsync(Token);
        Assert.Equal((ticket.Id, 3), (listed.Id, listed.MessagesCount));

        await client.Messages.DeleteAsync(ticket.Id, note.Id, cancellationToken: Token);
        await client.Tickets.DeleteAsync(ticket.Id, cancellationToken: Token);
        Assert.True((await Assert.ThrowsAsync<AntiphonException>(() => client.Tickets.GetAsync(ticket.Id, cancellationToken: Token))).IsNotFound);
    }

    [Fact]
    [Trait("row", "I03")]
    public async Task Every_kind_of_new_message_is_accepted_as_it_is()
    {
        using var client = desk.Client();
        var me = await client.Users.GetCallerAsync(cancellationToken: Token);
        CreateMessageRequest[] kinds =
        [
            NewMessage.FromCustomer("kinds@tickets.example", "Text", "<p>Text</p>"),
            NewMessage.EmailFromCustomer("kinds@tickets.example", "support@acme.example", "Subject", "Text", "<p>Text</p>", "Kim Kind"),
            NewMessage.EmailToCustomer(me.Id, "support@acme.example", "kinds@tickets.example", "Text").AsHistory(me.CreatedDatetime),
            NewMessage.Note(null, "Text"),
            NewMessage.Note(me.Id, "Text", me.Id),
        ];
        foreach (var kind in kinds)
        {
            var ticket = await client.Tickets.CreateAsync(new() { Customer = new() { Email = "kinds@tickets.example" }, Messages = [kind] }, cancellationToken: Token);
            Assert.Equal((kind.Channel, kind.FromAgent, "api"), (ticket.Channel, ticket.FromAgent, ticket.Via));
            await client.Messages.CreateAsync(ticket.Id, kind, cancellationToken: Token);
        }
    }

    [Fact]
    [Trait("row", "E22")]
    [Trait("row", "N16")]
    public async Task A_key_used_twice_makes_one_ticket_and_says_so()
    {
        using var client = desk.Client();
        var request = new CreateTicketRequest { ExternalId = "sdk-key", Messages = [NewMessage.FromCustomer("key@tickets.example", "Once")] };
        var outcomes = new List<string?>();
        var options = new RequestOptions { IdempotencyKey = "sdk-order-1042", OnResponse = answer => outcomes.Add(answer.Outcome) };
        var first = await client.Tickets.CreateAsync(request, options, Token);
        var second = await client.Tickets.CreateAsync(request, options, Token);

        Assert.Equal(first.Id, second.Id);
        Assert.Equal(["created", "replayed"], outcomes);
        Assert.Single(await client.Tickets.ListAsync(new() { ExternalId = "sdk-key" }, cancellationToken: Token).ToListAsync(Token));
        var e = await Assert.ThrowsAsync<AntiphonException>(() => client.Tickets.CreateAsync(request with { ExternalId = "other" }, options, Token));
        Assert.True(e.IsConflict);
    }

    [Fact]
    [Trait("row", "N06")]
    public async Task An_unchanged_ticket_is_not_sent_again_and_an_outdated_writer_is_refused()
    {
        using var client = desk.Client();
        var ticket = await client.Tickets.CreateAsync(new() { Messages = [NewMessage.FromCustomer("tag@tickets.example", "Hi")] }, cancellationToken: Token);
        var known = await client.Tickets.GetIfChangedAsync(ticket.Id, null, cancellationToken: Token);
        Assert.False((await client.Tickets.GetIfChangedAsync(ticket.Id, known.ETag, cancellationToken: Token)).IsChanged);

        await client.Tickets.UpdateAsync(ticket.Id, new() { Priority = "high" }, new() { IfMatch = known.ETag }, Token);
        Assert.Equal("high", (await client.Tickets.GetIfChangedAsync(ticket.Id, known.ETag, cancellationToken: Token)).Value!.Priority);
        var e = await Assert.ThrowsAsync<AntiphonException>(() => client.Tickets.UpdateAsync(ticket.Id, new() { Priority = "low" }, new() { IfMatch = known.ETag }, Token));
        Assert.Equal(HttpStatusCode.PreconditionFailed, e.StatusCode);
    }

    [Fact]
    public async Task A_merged_customer_is_reached_by_the_old_id()
    {
        using var client = desk.Client();
        var old = await client.Customers.CreateAsync(new() { Email = "old@tickets.example" }, cancellationToken: Token);
        var kept = await client.Customers.CreateAsync(new() { Email = "kept@tickets.example" }, cancellationToken: Token);
        await client.Customers.MergeAsync(old.Id, kept.Id, new() { Name = "Kept" }, cancellationToken: Token);
        Assert.Equal(kept.Id, (await client.Customers.GetAsync(old.Id, cancellationToken: Token)).Id);
        Assert.Equal("Note", (await client.Customers.UpdateAsync(old.Id, new() { Note = "Note" }, cancellationToken: Token)).Note);
    }

    [Fact]
    public async Task Users_teams_events_and_the_account_are_read_and_written()
    {
        using var client = desk.Client();
        var user = await client.Users.CreateAsync(new() { Email = "kim@acme.example", Name = "Kim Lee", Role = new("agent") }, cancellationToken: Token);
        Assert.Equal("Kim", (await client.Users.UpdateAsync(user.Id, new() { Bio = "Packs" }, cancellationToken: Token)).Firstname);
        Assert.Contains(user.Id, await client.Users.ListAsync(new() { Roles = ["agent", "bot"], Search = "kim" }, cancellationToken: Token).Select(found => found.Id).ToListAsync(Token));

        var team = await client.Teams.CreateAsync(new("Warehouse", Decoration: new("📦"), Members: [new(user.Id)]), cancellationToken: Token);
        Assert.Equal("Kim Lee", Assert.Single((await client.Teams.GetAsync(team.Id, cancellationToken: Token)).Members).Name);
        Assert.Empty((await client.Teams.UpdateAsync(team.Id, new(Members: new([])), cancellationToken: Token)).Members);
        Assert.Contains(team.Id, await client.Teams.ListAsync(cancellationToken: Token).Select(found => found.Id).ToListAsync(Token));
        await client.Teams.DeleteAsync(team.Id, cancellationToken: Token);

        var made = await client.Events.ListAsync(new() { ObjectType = EventObject.User, ObjectId = user.Id, Types = [EventType.UserCreated], From = user.CreatedDatetime }, cancellationToken: Token).SingleAsync(Token);
        Assert.Equal(made, await client.Events.GetAsync(made.Id, cancellationToken: Token), (a, b) => a.Id == b.Id && a.CreatedDatetime == b.CreatedDatetime);
        await client.Users.DeleteAsync(user.Id, cancellationToken: Token);

        Assert.Equal("acme", (await client.Account.GetAsync(cancellationToken: Token)).Domain);
        Assert.Empty(await client.Account.ListSettingsAsync("business-hours", cancellationToken: Token));
    }
}
