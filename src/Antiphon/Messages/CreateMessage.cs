using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Files.Attaching;
using Antiphon.Files.Copying;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Http.Query;
using Antiphon.Identity;
using Antiphon.Macros.Applying;
using Antiphon.Messages.Acting;

namespace Antiphon.Messages;

/// <summary>Adds a message to a ticket, with all that this means for the ticket. What is to be sent is sent afterwards.</summary>
internal sealed class CreateMessage(
    DeskDb db, TimeProvider clock, PrepareMessage prepareMessage, MessageMacros messageMacros, MessageActions messageActions, CopyFiles copyFiles, WeighAttachments weighAttachments, GetMessage getMessage,
    DeleteMessage deleteMessage)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPost("/tickets/{ticketId:long}/messages", HandleAsync)
        .RequireScope(Scope.TicketsWrite, Right.AddNotes).Classed(CallClass.Outward)
        .Takes(MessageAction.Query)
        .Writes(EventType.TicketMessageCreated, EventType.TicketUpdated, EventType.TicketReopened, EventType.TicketAssigned, EventType.TicketUnassigned, EventType.CustomerCreated, EventType.ActionExecuted, EventType.TicketMessageFailed)
        .Produces<MessageResource>(StatusCodes.Status201Created);

    private static async Task<IResult> HandleAsync(
        long ticketId, Input<CreateMessageRequest> input, QueryValues query, Actor actor, CreateMessage createMessage, CancellationToken cancellationToken) =>
        (await createMessage.RunAsync(ticketId, input, new MessageCause(query.Text("action")), actor, cancellationToken)).ToCreated("Failed to create message", message => message);

    public async Task<Result<MessageResource>> RunAsync(long ticketId, Input<CreateMessageRequest> input, MessageCause cause, Actor actor, CancellationToken cancellationToken)
    {
        var request = input.Value;
        actor = request.Imported is true ? actor.BringingHistory() : actor;
        await using var transaction = await db.BeginAsync(cancellationToken);
        if (await LockedTicket.FindAsync(db, actor.AccountId, ticketId, cancellationToken) is not { } ticket)
        {
            return Failure.NotFound();
        }

        var isNote = MessageKinds.Of(request.Channel ?? "", request.Public is not false, request.FromAgent is not false) is MessageKind.Note;
        if (!actor.Can(Right.HandleTickets) && (!isNote || request.Actions is { ValueKind: JsonValueKind.Array } actions && actions.GetArrayLength() > 0))
        {
            return Failure.Forbidden();
        }

        var now = clock.Now();
        var setting = new MessageSetting { Now = now, CustomerId = ticket.CustomerId, TicketSubject = ticket.Subject, ActionPolicy = cause.ActionPolicy, RuleId = cause.RuleId };
        if (await prepareMessage.RunAsync(request, input.Errors, setting, actor, cancellationToken) is not { } message || input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        if (await weighAttachments.RunAsync([request], actor, cancellationToken) is { } tooLarge)
        {
            return tooLarge;
        }

        var effect = await EffectOnTicketAsync(ticket, message, isHistory: message.Imported || request.SentDatetime is not null, actor, cancellationToken);
        var stored = await db.BatchAsync(
            [
                StoreMessages.Of(actor, Sql.Of($"{ticketId}"), [message]),
                Sql.Of($"update tickets set {TicketSummary.Adding(actor.AccountId, ticketId, message)}{effect.Assignments}, updated_at = {now} where account_id = {actor.AccountId} and id = {ticketId}"),
                // A customer's message is unread for everybody.
                Sql.Of($"delete from ticket_reads where {effect.IsUnread} and account_id = {actor.AccountId} and ticket_id = {ticketId}"),
                MessageEvents.OfStored(actor, EventType.TicketMessageCreated, ticketId, now),
                EventLog.Of(actor, now, [.. effect.Events, new(EventType.TicketUpdated, EventObject.Ticket, ticketId)]),
                MessageReading.Select(actor.AccountId) + Sql.Of($" and m.id = {StoreMessages.LastId(actor.AccountId)}"),
            ],
            async (results, token) =>
            {
                _ = await results.FirstOrDefaultAsync(row => row.GetInt64(0), token);
                return await results.FirstOrDefaultAsync(MessageReading.Read, token);
            },
            cancellationToken);
        await copyFiles.AskAllAsync(actor.AccountId, stored!.Id, message.LinkedFiles, cancellationToken);
        await messageMacros.ApplyAsync(ticketId, stored.Id, message.MacrosToApply, message.Via, actor, cancellationToken);
        var shown = message.Actions.Text is null ? stored : await ActAsync(ticketId, stored.Id, message, actor, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return shown;
    }

    /// <summary>Runs the message's actions. One that its writer would rather cancel than send without them is deleted, and answered as it last was.</summary>
    private async Task<MessageResource> ActAsync(long ticketId, long id, PreparedMessage message, Actor actor, CancellationToken cancellationToken)
    {
        var mayLeave = await messageActions.RunAsync(ticketId, id, message, actor, cancellationToken);
        var shown = await getMessage.RunAsync(ticketId, id, actor, cancellationToken);
        if (!mayLeave && message.ActionPolicy is MessageAction.Cancel)
        {
            await deleteMessage.RunAsync(ticketId, id, actor, cancellationToken);
        }

        return shown.Value;
    }

    /// <summary>What else the message changes: a customer's reopens the ticket, an agent's may take it over.</summary>
    private async Task<Effect> EffectOnTicketAsync(LockedTicket ticket, PreparedMessage message, bool isHistory, Actor actor, CancellationToken cancellationToken)
    {
        var assignments = Sql.Empty;
        var events = new List<NewEvent>();
        if (isHistory || message.IsNote)
        {
            return new Effect(assignments, events, IsUnread: false);
        }

        if (!message.FromAgent && ticket.Status is "closed")
        {
            assignments += Sql.Of($", status = 'open', closed_at = null, snooze_at = null");
            events.Add(new(EventType.TicketReopened, EventObject.Ticket, ticket.Id));
            if (ticket.UnassignsOnReply && ticket.AssigneeUserId is not null)
            {
                assignments += Sql.Of($", assignee_user_id = null");
                events.Add(new(EventType.TicketUnassigned, EventObject.Ticket, ticket.Id));
            }
        }

        if (message is { FromAgent: true, SenderUserId: { } author } && ticket is { AssignsWhoAnswers: true, AssigneeUserId: null } && await IsAgentAsync(author, actor, cancellationToken))
        {
            assignments += Sql.Of($", assignee_user_id = {author}");
            events.Add(new(EventType.TicketAssigned, EventObject.Ticket, ticket.Id, new JsonObject { ["assignee_user_id"] = author }));
        }

        return new Effect(assignments, events, IsUnread: !message.FromAgent);
    }

    // Tickets are assigned to people who work, not to programs that answer.
    private Task<bool> IsAgentAsync(long user, Actor actor, CancellationToken cancellationToken) => db.SingleAsync(
        $"select exists (select from users where account_id = {actor.AccountId} and id = {user} and active and role <> {Roles.Bot})", row => row.GetBoolean(0), cancellationToken);

    private readonly record struct Effect(Sql Assignments, IReadOnlyList<NewEvent> Events, bool IsUnread);
}
