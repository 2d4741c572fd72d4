using Antiphon.Channels;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Files.Attaching;
using Antiphon.Files.Copying;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Http.Query;
using Antiphon.Identity;
using Antiphon.Messages.Acting;

namespace Antiphon.Messages.Updating;

/// <summary>Changes what is sent of a message, and says what becomes of one whose sending failed.</summary>
internal sealed class UpdateMessage(
    DeskDb db, TimeProvider clock, MessagePeople people, MessageRouting routing, MessageActions messageActions, CheckAttachments checkAttachments, CopyFiles copyFiles,
    GetMessage getMessage, DeleteMessage deleteMessage)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPut("/tickets/{ticketId:long}/messages/{id:long}", HandleAsync)
        .RequireScope(Scope.TicketsWrite, Right.AddNotes).Classed(CallClass.Outward)
        .Takes(MessageAction.Query)
        .Writes(EventType.TicketMessageUpdated, EventType.TicketMessageDeleted, EventType.TicketUpdated, EventType.ActionExecuted)
        .Produces<MessageResource>(StatusCodes.Status202Accepted);

    private static async Task<IResult> HandleAsync(
        long ticketId, long id, Input<UpdateMessageRequest> input, QueryValues query, Actor actor, UpdateMessage updateMessage, CancellationToken cancellationToken) =>
        (await updateMessage.RunAsync(ticketId, id, input, query.Text("action"), actor, cancellationToken)).ToAccepted("Failed to update message", message => message);

    public async Task<Result<MessageResource>> RunAsync(
        long ticketId, long id, Input<UpdateMessageRequest> input, string? action, Actor actor, CancellationToken cancellationToken)
    {
        var (request, errors) = (input.Value, input.Errors);
        await using var transaction = await db.BeginAsync(cancellationToken);
        var ticket = await LockedTicket.FindAsync(db, actor.AccountId, ticketId, cancellationToken);
        // Locked as well: a sender that takes the message at this moment must not have it put back into the queue.
        var before = ticket is null ? null : await db.FirstOrDefaultAsync(
            $"select {StoredMessage.Columns:raw} from messages where account_id = {actor.AccountId} and ticket_id = {ticketId} and id = {id} for update",
            StoredMessage.Read,
            cancellationToken);
        if (ticket is null || before is null)
        {
            return Failure.NotFound();
        }

        if (action is MessageAction.Cancel)
        {
            return await CancelAsync(transaction, ticketId, id, errors, actor, cancellationToken);
        }

        if (request.Attachments.HasValue)
        {
            request = request with { Attachments = new(await checkAttachments.RunAsync(request.Attachments.Value, errors, actor, cancellationToken)) };
        }

        var after = MessageChange.Apply(request, before, errors);
        if (!actor.Can(Right.HandleTickets) && !(before.Kind is MessageKind.Note && after.Kind is MessageKind.Note))
        {
            return Failure.Forbidden();
        }

        var setting = new MessageSetting { Now = clock.Now(), CustomerId = ticket.CustomerId };
        after = await WithPeopleAsync(request, before, after, setting, errors, actor, cancellationToken);
        after = await WithRoutingAsync(request, before, after, setting, errors, actor, cancellationToken);
        // Whoever may only write notes leaves the actions of a note as they are.
        var resumed = action is null || errors.Any || !actor.Can(Right.HandleTickets)
            ? ResumedActions.NoneFailed
            : await messageActions.ResumeAsync(ticketId, id, action, actor, cancellationToken);
        after = MessageChange.Act(after, action, resumed, errors);
        if (errors.Any)
        {
            return Failure.Invalid(errors);
        }

        if (!after.IsSameAs(before))
        {
            await WriteAsync(ticketId, id, after, setting.Now, actor, cancellationToken);
            var known = before.Attachments.Text ?? "";
            await copyFiles.AskAllAsync(
                actor.AccountId, id, [.. CheckAttachments.Elsewhere(request.Attachments.Value, actor.AccountId).Where(url => !known.Contains(url, StringComparison.Ordinal))], cancellationToken);
        }

        var shown = await getMessage.RunAsync(ticketId, id, actor, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return shown;
    }

    private async Task<Result<MessageResource>> CancelAsync(DeskTransaction transaction, long ticketId, long id, FieldErrors errors, Actor actor, CancellationToken cancellationToken)
    {
        if (errors.Any)
        {
            return Failure.Invalid(errors);
        }

        var last = await getMessage.RunAsync(ticketId, id, actor, cancellationToken);
        var deleted = await deleteMessage.RunAsync(ticketId, id, actor, cancellationToken);
        if (deleted.Failure is { } failure)
        {
            return failure;
        }

        await transaction.CommitAsync(cancellationToken);
        return last;
    }

    /// <summary>The people are asked for again when the request names them, or when the message becomes one of another kind.</summary>
    private async Task<StoredMessage> WithPeopleAsync(
        UpdateMessageRequest request, StoredMessage before, StoredMessage after, MessageSetting setting, FieldErrors errors, Actor actor, CancellationToken cancellationToken)
    {
        if ((after.Kind == before.Kind && !request.Sender.HasValue && !request.Receiver.HasValue && !request.MentionIds.HasValue) || ChannelKind.Find(after.Channel) is not { } channel)
        {
            return after;
        }

        var asked = new CreateMessageRequest
        {
            Sender = request.Sender.HasValue ? request.Sender.Value : before.SenderCustomerId is { } customer && after.Kind is MessageKind.Incoming ? new PersonRequest { Id = customer } : null,
            Receiver = request.Receiver.Value,
            MentionIds = request.MentionIds.Value,
        };
        var persons = await people.FindAsync(asked, after.Kind, channel, setting, errors, actor, cancellationToken);
        return after with
        {
            SenderUserId = request.Sender.HasValue || after.Kind is MessageKind.Incoming ? persons.SenderUserId : before.SenderUserId ?? persons.SenderUserId,
            SenderCustomerId = persons.SenderCustomerId,
            ReceiverCustomerId = after.Kind is not MessageKind.Outgoing ? null
                : request.Receiver.HasValue ? request.Receiver.Value is null ? null : persons.ReceiverCustomerId
                : before.ReceiverCustomerId ?? persons.ReceiverCustomerId,
        };
    }

    private async Task<StoredMessage> WithRoutingAsync(
        UpdateMessageRequest request, StoredMessage before, StoredMessage after, MessageSetting setting, FieldErrors errors, Actor actor, CancellationToken cancellationToken)
    {
        var channelChanged = after.Channel != before.Channel;
        if ((!request.Source.HasValue && !request.IntegrationId.HasValue && !channelChanged) || ChannelKind.Find(after.Channel) is not { } channel)
        {
            return after;
        }

        var source = request.Source.HasValue ? request.Source.Value : MessageChange.Source(before.Source);
        if (request.Source.HasValue || channelChanged)
        {
            MessageRouting.Check(source, channel, after.Kind, errors);
        }

        var persons = new MessagePersons(after.SenderUserId, after.SenderCustomerId, after.ReceiverCustomerId);
        var route = await routing.FindAsync(source, request.IntegrationId.Value, after.Kind, channel, persons, mustReach: false, setting.Lookups, errors, actor, cancellationToken);
        return after with
        {
            Source = request.Source.HasValue || channelChanged ? route.Source : before.Source,
            IntegrationId = request.IntegrationId.HasValue ? request.IntegrationId.Value : channelChanged ? route.IntegrationId : before.IntegrationId,
        };
    }

    private async Task WriteAsync(long ticketId, long id, StoredMessage after, DateTimeOffset now, Actor actor, CancellationToken cancellationToken)
    {
        await db.ExecuteAsync(after.Write(actor.AccountId, id, now), cancellationToken);
        await db.ExecuteAsync($"update tickets set {TicketSummary.Anew(actor.AccountId, ticketId)}, updated_at = {now} where account_id = {actor.AccountId} and id = {ticketId}", cancellationToken);
        await db.ExecuteAsync(
            EventLog.Of(actor, now, [MessageEvents.Of(EventType.TicketMessageUpdated, ticketId, id), new(EventType.TicketUpdated, EventObject.Ticket, ticketId)]),
            cancellationToken);
        if (after.Delivery is "queued")
        {
            await db.ExecuteAsync(Announcements.Notify(StoreMessages.Announcement, ""), cancellationToken);
        }
    }
}
