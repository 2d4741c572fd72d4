using Antiphon.Accounts;
using Antiphon.Contract;
using Antiphon.Customers;
using Antiphon.CustomFields.Values;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;
using Antiphon.Tags;
using Antiphon.Tickets.Creation;

namespace Antiphon.Tickets.Changes;

/// <summary>Changes the sent fields of a ticket, and writes an event for each kind of change. A request that changes nothing writes nothing.</summary>
internal sealed class UpdateTicket(
    DeskDb db, TimeProvider clock, ResolveCustomer resolveCustomer, ResolveTags resolveTags, PrepareFieldValues prepareFieldValues, GetTicket getTicket)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPut("/tickets/{id:long}", HandleAsync).RequireScope(Scope.TicketsWrite, Right.HandleTickets)
        .Writes(
            EventType.TicketUpdated, EventType.TicketClosed, EventType.TicketReopened, EventType.TicketAssigned, EventType.TicketUnassigned, EventType.TicketTeamAssigned, EventType.TicketHandedOver,
            EventType.TicketTeamUnassigned, EventType.TicketTagsAdded, EventType.TicketTagsRemoved, EventType.TicketSubjectUpdated, EventType.TicketCustomerUpdated,
            EventType.TicketSnoozed, EventType.TicketTrashed, EventType.TicketUntrashed, EventType.TicketMarkedSpam, EventType.TicketUnmarkedSpam)
        .Produces<TicketResource>(StatusCodes.Status202Accepted);

    private static async Task<IResult> HandleAsync(long id, Input<UpdateTicketRequest> input, Actor actor, UpdateTicket updateTicket, HttpContext http, CancellationToken cancellationToken) =>
        (await updateTicket.RunAsync(id, input, http.Account().Switches.TicketEvents, actor, cancellationToken)).ToAccepted("Failed to update ticket", detail => detail.ToResource());

    public async Task<Result<TicketDetail>> RunAsync(long id, Input<UpdateTicketRequest> input, bool withEvents, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        if ((await ChangeAsync(id, input, actor, cancellationToken)).Failure is { } failure)
        {
            return failure;
        }

        var after = await getTicket.RunAsync(id, withEvents, actor, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return after;
    }

    /// <summary>The same inside the open transaction of whoever changes many and wants to see none.</summary>
    public async Task<Result<Done>> ChangeAsync(long id, Input<UpdateTicketRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        var before = await db.FirstOrDefaultAsync($"{Ticket.Select(actor.AccountId, actor.UserId)} and tickets.id = {id} for no key update of tickets", Ticket.Read, cancellationToken);
        if (before is null)
        {
            return Failure.NotFound();
        }

        var now = clock.Now();
        Check(input.Value, input.Errors);
        var changes = TicketChanges.Of(before, input.Value, now);
        await TicketFields.CheckAssigneesAsync(
            db,
            input.Errors,
            changes.AssigneeUserId == before.AssigneeUser?.Id ? null : changes.AssigneeUserId,
            changes.AssigneeTeamId == before.AssigneeTeam?.Id ? null : changes.AssigneeTeamId,
            actor.AccountId,
            cancellationToken);
        if (input.Value.Customer is { HasValue: true, Value: { } reference })
        {
            var customer = await resolveCustomer.RunAsync(reference, input.Errors.Under("customer"), actor, cancellationToken);
            input.Errors.AddIf(customer is null, "customer", "Name the customer by id or email.");
            changes = changes with { CustomerId = customer?.Id, CustomerName = customer?.Name };
        }

        if (input.Value.Tags.HasValue)
        {
            var tagIds = await resolveTags.RunAsync(CreateTicket.References(input.Value.Tags.Value), input.Errors, "tags", actor, cancellationToken);
            changes = changes with { TagIds = tagIds };
        }

        var wishes = FieldValueWish.Of(input.Value.CustomFields.Value, input.Errors.Under("custom_fields"));
        changes = changes with { Fields = await prepareFieldValues.RunAsync(FieldHolder.Ticket, wishes, before.Fields, actor.AccountId, cancellationToken) };
        if (input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        await StoreAsync(before, changes, now, actor, cancellationToken);
        await MarkReadAsync(id, input.Value.IsUnread, now, actor, cancellationToken);
        return default(Done);
    }

    /// <summary>What can be said of a request's members one by one.</summary>
    public static void Check(UpdateTicketRequest request, FieldErrors errors)
    {
        TicketFields.Check(
            errors,
            request.Status.Value,
            request.Priority.Value,
            request.Channel.Value,
            request.Via.Value,
            request.Subject.Value,
            request.ExternalId.Value,
            request.Language.Value,
            request.Meta.Value,
            request.Tags.Value);
        errors.AddIf(request.Status is { HasValue: true, Value: null }, "status", FieldErrors.Null)
            .AddIf(request.Priority is { HasValue: true, Value: null }, "priority", FieldErrors.Null)
            .AddIf(request.Channel is { HasValue: true, Value: null }, "channel", FieldErrors.Null)
            .AddIf(request.Via is { HasValue: true, Value: null }, "via", FieldErrors.Null)
            .AddIf(request.Customer is { HasValue: true, Value: null }, "customer", FieldErrors.Null)
            .AddIf(request.UpdatedDatetime is { HasValue: true, Value: null }, "updated_datetime", FieldErrors.Null);
    }

    private async Task StoreAsync(Ticket before, TicketChanges changes, DateTimeOffset now, Actor actor, CancellationToken cancellationToken)
    {
        var events = changes.Events(before, actor);
        if (events.Count == 0)
        {
            return;
        }

        await db.ExecuteAsync(
            $"""
            update tickets set
              external_id = {changes.ExternalId}, status = {changes.Status}, priority = {changes.Priority}, channel = {changes.Channel}, via = {changes.Via},
              from_agent = {changes.FromAgent}, customer_id = {changes.CustomerId}, assignee_user_id = {changes.AssigneeUserId}, assignee_team_id = {changes.AssigneeTeamId},
              language = {changes.Language}, subject = {changes.Subject}, meta = {changes.Meta}, tag_ids = {changes.TagIds}, spam = {changes.Spam},
              updated_at = {changes.UpdatedAt ?? now}, opened_at = {changes.OpenedAt}, last_received_message_at = {changes.LastReceivedMessageAt},
              last_message_at = {changes.LastMessageAt}, closed_at = {changes.ClosedAt}, trashed_at = {changes.TrashedAt}, snooze_at = {changes.SnoozeAt}
            where account_id = {actor.AccountId} and id = {before.Id}
            """,
            cancellationToken);
        foreach (var statement in changes.Fields.Statements(actor.AccountId, before.Id, now))
        {
            await db.ExecuteAsync(statement, cancellationToken);
        }

        await db.ExecuteAsync(EventLog.Of(actor, now, events), cancellationToken);
    }

    // Reading is a matter of one user and no change of the ticket, so it has no event.
    private async Task MarkReadAsync(long id, Optional<bool?> isUnread, DateTimeOffset now, Actor actor, CancellationToken cancellationToken)
    {
        if (actor.UserId is not { } userId || isUnread.Value is not { } unread)
        {
            return;
        }

        await db.ExecuteAsync(
            unread
                ? Sql.Of($"delete from ticket_reads where account_id = {actor.AccountId} and ticket_id = {id} and user_id = {userId}")
                : Sql.Of($"insert into ticket_reads (account_id, ticket_id, user_id, read_at) values ({actor.AccountId}, {id}, {userId}, {now}) on conflict do nothing"),
            cancellationToken);
    }
}
