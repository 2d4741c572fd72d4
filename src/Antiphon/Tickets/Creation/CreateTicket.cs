using System.Text.Json.Nodes;
using Antiphon.Accounts;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Files.Attaching;
using Antiphon.Files.Copying;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;
using Antiphon.Macros.Applying;
using Antiphon.Messages;
using Antiphon.Messages.Acting;
using Antiphon.Tags;

namespace Antiphon.Tickets.Creation;

/// <summary>What became of a request for a new ticket.</summary>
/// <param name="Detail">The ticket: the new one, or the open one that the messages joined.</param>
/// <param name="JoinedTicketId">Set when the messages joined a ticket that was there.</param>
internal sealed record CreatedTicket(TicketDetail Detail, long? JoinedTicketId);

/// <summary>Opens a conversation with its first messages: customer, tags, ticket, messages and events in one transaction.</summary>
internal sealed class CreateTicket(
    DeskDb db,
    TimeProvider clock,
    ReadNewTicket readNewTicket,
    ResolveTags resolveTags,
    JoinOpenTicket joinOpenTicket,
    MessageMacros messageMacros,
    MessageActions messageActions,
    CopyFiles copyFiles,
    WeighAttachments weighAttachments,
    GetTicket getTicket)
{
    public const string OutcomeHeader = "Antiphon-Outcome";

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPost("/tickets", HandleAsync).RequireScope(Scope.TicketsWrite, Right.HandleTickets)
        .Writes(EventType.TicketCreated, EventType.TicketMessageCreated, EventType.CustomerCreated, EventType.TagCreated, EventType.TicketSplit)
        .Produces<TicketResource>(StatusCodes.Status201Created);

    private static async Task<IResult> HandleAsync(Input<CreateTicketRequest> input, Actor actor, CreateTicket createTicket, HttpContext http, CancellationToken cancellationToken)
    {
        var result = await createTicket.RunAsync(input, http.Account().Switches, actor, cancellationToken);
        if (result.Failure is null)
        {
            http.Response.Headers[OutcomeHeader] = result.Value.JoinedTicketId is { } joined ? $"threaded-into:{joined}" : "created";
        }

        return result.ToCreated("Failed to create ticket", created => created.Detail.ToResource());
    }

    public async Task<Result<CreatedTicket>> RunAsync(Input<CreateTicketRequest> input, Switches switches, Actor actor, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        actor = input.Value.Imported is true ? actor.BringingHistory() : actor;
        await using var transaction = await db.BeginAsync(cancellationToken);
        var ticket = await readNewTicket.RunAsync(input, now, actor, cancellationToken);
        var tagIds = await resolveTags.RunAsync(References(input.Value.Tags), input.Errors, "tags", actor, cancellationToken);
        if (ticket is null || input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        if (await weighAttachments.RunAsync(input.Value.Messages ?? [], actor, cancellationToken) is { } tooLarge)
        {
            return tooLarge;
        }

        var joined = await joinOpenTicket.RunAsync(ticket, input.Value, switches, actor, cancellationToken);
        if (joined is { Failure: { } refused })
        {
            return refused;
        }

        var (id, left) = joined is { } there ? (there.Value, []) : await StoreAsync(ticket, tagIds, actor, cancellationToken);
        var detail = await getTicket.RunAfterAsync(left, id, switches.TicketEvents, actor, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return detail.Map(detail => new CreatedTicket(detail, joined?.Value));
    }

    internal static IReadOnlyList<TagReference> References(IReadOnlyList<TicketTagRequest>? tags) =>
        [.. (tags ?? []).Select(tag => new TagReference(tag.Name is null ? tag.Id : null, tag.Name, tag.Decoration))];

    /// <summary>Answers the new ticket's id, and the statements that are left to run.</summary>
    private async Task<(long Id, IReadOnlyList<Sql> Left)> StoreAsync(NewTicket ticket, long[] tagIds, Actor actor, CancellationToken cancellationToken)
    {
        var stored = await db.ListAsync(
            $"""
            with ticket as (
              insert into tickets (
                account_id, external_id, status, priority, channel, via, from_agent, customer_id, assignee_user_id, assignee_team_id, language, subject, meta,
                tag_ids, integration_ids, spam, imported, split_from, messages_count, excerpt, last_sent_message_not_delivered, created_at, processed_at, updated_at, opened_at,
                last_received_message_at, last_message_at, closed_at, trashed_at, snooze_at)
              values (
                {actor.AccountId}, {ticket.ExternalId}, {ticket.Status}, {ticket.Priority}, {ticket.Channel}, {ticket.Via}, {ticket.FromAgent}, {ticket.CustomerId},
                {ticket.AssigneeUserId}, {ticket.AssigneeTeamId}, {ticket.Language}, {ticket.Subject}, {ticket.Meta}, {tagIds}, {ticket.IntegrationIds}, {ticket.Spam},
                {ticket.Imported}, {ticket.SplitFrom}, {ticket.MessagesCount}, {ticket.Excerpt}, {ticket.LastSentMessageNotDelivered}, {ticket.CreatedAt}, {ticket.ProcessedAt}, {ticket.UpdatedAt},
                {ticket.OpenedAt}, {ticket.LastReceivedMessageAt}, {ticket.LastMessageAt}, {ticket.ClosedAt}, {ticket.TrashedAt}, {ticket.SnoozeAt})
              returning id),
            stored as ({StoreMessages.Of(actor, Sql.Of($"(select id from ticket)"), ticket.Messages)})
            select ticket.id, stored.id from ticket, stored order by stored.id
            """,
            row => (TicketId: row.GetInt64(0), MessageId: row.GetInt64(1)),
            cancellationToken);
        var id = stored[0].TicketId;
        foreach (var (message, row) in ticket.Messages.Zip(stored))
        {
            await copyFiles.AskAllAsync(actor.AccountId, row.MessageId, message.LinkedFiles, cancellationToken);
        }

        IReadOnlyList<Sql> left =
        [
            .. ticket.Fields.Statements(actor.AccountId, id, ticket.ProcessedAt),
            EventLog.Of(actor, ticket.ProcessedAt, Events(ticket, id, tagIds, stored.Select(row => row.MessageId))),
        ];
        if (ticket.Messages.All(message => message.MacrosToApply.Count == 0 && message.Actions.Text is null))
        {
            return (id, left);
        }

        // Macros and actions work on a ticket that is there as a whole, and their events follow its own.
        await db.BatchAsync(left, (_, _) => Task.FromResult(default(Done)), cancellationToken);
        foreach (var (message, row) in ticket.Messages.Zip(stored))
        {
            await messageMacros.ApplyAsync(id, row.MessageId, message.MacrosToApply, message.Via, actor, cancellationToken);
            await messageActions.RunAsync(id, row.MessageId, message, actor, cancellationToken);
        }

        return (id, []);
    }

    private static List<NewEvent> Events(NewTicket ticket, long id, long[] tagIds, IEnumerable<long> messageIds)
    {
        var split = ticket.SplitFrom is { } from ? new JsonObject { ["split_from_ticket"] = new JsonObject { ["id"] = from, ["closed_datetime"] = null } } : null;
        List<NewEvent> events = [new(EventType.TicketCreated, EventObject.Ticket, id, split)];
        if (ticket.SplitFrom is { } source)
        {
            events.Add(new(EventType.TicketSplit, EventObject.Ticket, source, new JsonObject { ["split_into_ticket"] = new JsonObject { ["id"] = id } }));
        }

        events.AddRange(messageIds.Select(messageId => MessageEvents.Of(EventType.TicketMessageCreated, id, messageId)));
        if (tagIds.Length > 0)
        {
            events.Add(TicketEvent.TagsAdded(id, tagIds));
        }

        if (ticket.AssigneeUserId is { } userId)
        {
            events.Add(TicketEvent.Assigned(id, userId));
        }

        if (ticket.AssigneeTeamId is { } teamId)
        {
            events.Add(TicketEvent.TeamAssigned(id, teamId));
        }

        if (ticket.Status == "closed")
        {
            events.Add(new(EventType.TicketClosed, EventObject.Ticket, id));
        }

        return events;
    }
}
