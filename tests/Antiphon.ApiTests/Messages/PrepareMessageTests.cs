using System.Text.Json;
using Antiphon.ApiTests.Furniture;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Messages;
using Microsoft.Extensions.DependencyInjection;
using static Antiphon.ApiTests.Messages.Threads;

namespace Antiphon.ApiTests.Messages;

/// <summary>The rules of a message as a new ticket applies them.</summary>
public sealed class PrepareMessageTests(Desk desk) : IClassFixture<Desk>
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static readonly MessageSetting NewTicket = new() { Now = Now, IsNewTicket = true };

    [Fact]
    [Trait("row", "B03")]
    public async Task The_sender_of_a_new_tickets_mail_is_found_in_its_routing()
    {
        var email = NewEmail();
        var request = new CreateMessageRequest { Channel = "email", FromAgent = false, BodyText = "hello", Source = new(From: new("Per Dahl", email)) };
        var first = await PrepareAsync(request, NewTicket);
        var second = await PrepareAsync(request, NewTicket);
        Assert.NotNull(first!.SenderCustomerId);
        Assert.Equal(first.SenderCustomerId, second!.SenderCustomerId);
        var named = await PrepareAsync(request with { Sender = new PersonRequest { Email = NewEmail() } }, NewTicket);
        Assert.NotEqual(first.SenderCustomerId, named!.SenderCustomerId);
    }

    [Fact]
    public async Task The_receiver_of_a_new_tickets_mail_is_found_in_its_routing()
    {
        var email = NewEmail();
        var request = new CreateMessageRequest { Channel = "email", FromAgent = true, BodyText = "hello", Source = new(From: new(null, "support@store.example"), To: [new(null, email), new(null, NewEmail())]) };
        var prepared = await PrepareAsync(request, NewTicket);
        Assert.NotNull(prepared!.ReceiverCustomerId);
        Assert.Equal(email, JsonSerializer.Deserialize<JsonElement>(prepared.Source.Text!).GetProperty("to")[0].GetProperty("address").GetString());
        Assert.True(prepared.IsQueued);
        var body = await desk.CustomerAsync();
        Assert.Equal(body, (await PrepareAsync(request, NewTicket with { CustomerId = body }))!.ReceiverCustomerId);
    }

    [Fact]
    public async Task A_phone_number_finds_or_makes_a_customer()
    {
        var known = await desk.CustomerAsync(NewEmail(), phone: "+4741414141");
        var call = new CreateMessageRequest { Channel = "phone", FromAgent = false, BodyText = "call", Source = new(From: new("Mira", "+4741414141")) };
        Assert.Equal(known, (await PrepareAsync(call, NewTicket))!.SenderCustomerId);
        var text = call with { Channel = "sms", Source = new(From: new("Someone", "+4742424242")) };
        Assert.NotNull((await PrepareAsync(text, NewTicket))!.SenderCustomerId);
    }

    [Fact]
    [Trait("row", "B03")]
    public async Task A_message_takes_from_the_tickets_body_what_it_leaves_out()
    {
        var customer = await desk.CustomerAsync(NewEmail());
        var setting = NewTicket with { Channel = "api", FromAgent = false, Via = "form", Subject = "Size", CustomerId = customer };
        var prepared = await PrepareAsync(new CreateMessageRequest { BodyText = "hello" }, setting);
        Assert.Equal(("api", false, "form", "Size", customer), (prepared!.Channel, prepared.FromAgent, prepared.Via, prepared.Subject, prepared.SenderCustomerId!.Value));
        var own = await PrepareAsync(new CreateMessageRequest { BodyText = "hello", Channel = "chat", FromAgent = true, Via = "helpdesk", Subject = "Mine" }, setting);
        Assert.Equal(("chat", true, "helpdesk", "Mine", customer), (own!.Channel, own.FromAgent, own.Via, own.Subject, own.ReceiverCustomerId!.Value));
    }

    [Fact]
    [Trait("row", "B03")]
    public async Task A_new_ticket_without_a_trace_of_its_customer_is_refused_at_the_sender()
    {
        var errors = new FieldErrors();
        Assert.Null(await PrepareAsync(new CreateMessageRequest { Channel = "api", FromAgent = false, BodyText = "hello" }, NewTicket, errors.Under("messages").Under(3)));
        Assert.Equal("""{"messages":{"3":{"sender":["Missing data for required field."]}}}""", errors.ToJson().ToJsonString());
    }

    [Fact]
    public async Task An_import_never_sends_and_keeps_its_times()
    {
        var customer = await desk.CustomerAsync(NewEmail());
        var request = new CreateMessageRequest { Channel = "email", FromAgent = true, BodyText = "hello", CreatedDatetime = Now.AddYears(-1), Source = new(From: new(null, "support@store.example")) };
        var prepared = await PrepareAsync(request, NewTicket with { CustomerId = customer, Imported = true });
        Assert.Equal((false, true, Now.AddYears(-1), Now.AddYears(-1), Now), (prepared!.IsQueued, prepared.Imported, prepared.SentAt!.Value, prepared.CreatedAt, prepared.ProcessedAt));
        Assert.True((await PrepareAsync(request, NewTicket with { CustomerId = customer }))!.IsQueued);
        Assert.False((await PrepareAsync(request with { FailedDatetime = Now }, NewTicket with { CustomerId = customer }))!.IsQueued);
    }

    [Fact]
    public async Task Five_hundred_messages_of_two_people_are_looked_up_once()
    {
        var email = NewEmail();
        var setting = NewTicket with { Lookups = new MessageLookups() };
        var requests = Enumerable.Range(0, 500).Select(i => i % 2 == 0
            ? new CreateMessageRequest { Channel = "email", FromAgent = false, BodyText = $"{i}", Sender = new PersonRequest { Email = email }, Source = new(From: new(null, email)) }
            : new CreateMessageRequest { Channel = "email", FromAgent = true, BodyText = $"{i}", Sender = new PersonRequest { Email = Desk.AdminEmail }, Receiver = new PersonRequest { Email = email }, Source = new(From: new(null, "support@store.example")) });
        var prepared = await desk.InScopeAsync(async services =>
        {
            var (db, prepare) = (services.GetRequiredService<DeskDb>(), services.GetRequiredService<PrepareMessage>());
            await using var transaction = await db.BeginAsync(CancellationToken.None);
            var messages = new List<PreparedMessage>();
            foreach (var request in requests)
            {
                messages.Add((await prepare.RunAsync(request, new FieldErrors(), setting, Actor, CancellationToken.None))!);
            }

            var ticket = await desk.EmptyTicketAsync(null);
            var ids = await db.ListAsync(
                $"""
                with ticket as (select id from tickets where account_id = {desk.Account.Id} and id = {ticket}),
                stored as ({StoreMessages.Of(Actor, Sql.Of($"(select id from ticket)"), messages)})
                select id from stored
                """,
                row => row.GetInt64(0),
                CancellationToken.None);
            Assert.Equal(500, ids.Count);
            Assert.Equal(ids.Order(), ids);
            var texts = await db.ListAsync($"select body_text from messages where account_id = {desk.Account.Id} and ticket_id = {ticket} order by id", row => row.GetString(0), CancellationToken.None);
            Assert.Equal(Enumerable.Range(0, 500).Select(i => $"{i}"), texts);
            return messages;
        });
        Assert.Single(prepared.Select(message => message.SenderCustomerId ?? message.ReceiverCustomerId).Distinct());
        Assert.Single(setting.Lookups.Users);
        Assert.Single(setting.Lookups.Customers);
        Assert.Single(setting.Lookups.Recipients);
    }

    private Actor Actor => Actor.System(desk.Account.Id);

    private async Task<PreparedMessage?> PrepareAsync(CreateMessageRequest request, MessageSetting setting, FieldErrors? errors = null) => await desk.InScopeAsync(async services =>
    {
        await using var transaction = await services.GetRequiredService<DeskDb>().BeginAsync(CancellationToken.None);
        var noted = errors ?? new FieldErrors();
        var prepared = await services.GetRequiredService<PrepareMessage>().RunAsync(request, noted, setting with { Lookups = new MessageLookups() }, Actor, CancellationToken.None);
        Assert.True(errors is not null || !noted.Any, noted.ToJson().ToJsonString());
        await transaction.CommitAsync(CancellationToken.None);
        return prepared;
    });
}
