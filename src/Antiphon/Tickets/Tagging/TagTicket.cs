using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;
using Antiphon.Tags;

namespace Antiphon.Tickets.Tagging;

/// <summary>How the named tags meet those that a ticket has.</summary>
internal enum TagChange
{
    Add,
    Set,
    Remove,
}

/// <summary>Adds, sets or removes tags of one ticket. The ticket's row is locked, so changes at the same time all count.</summary>
internal sealed class TagTicket(DeskDb db, TimeProvider clock, ResolveTags resolveTags)
{
    private const string Path = "/tickets/{ticketId:long}/tags";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost(Path, (long ticketId, Input<TicketTagsRequest> input, Actor actor, TagTicket tagTicket, CancellationToken cancellationToken) =>
                tagTicket.AnswerAsync(ticketId, TagChange.Add, input, actor, StatusCodes.Status201Created, cancellationToken))
            .WithName("AddTicketTags").RequireScope(Scope.TicketsWrite, Right.HandleTickets).Writes(EventType.TicketTagsAdded, EventType.TicketUpdated, EventType.TagCreated).Produces(StatusCodes.Status201Created);
        api.MapPut(Path, (long ticketId, Input<TicketTagsRequest> input, Actor actor, TagTicket tagTicket, CancellationToken cancellationToken) =>
                tagTicket.AnswerAsync(ticketId, TagChange.Set, input, actor, StatusCodes.Status202Accepted, cancellationToken))
            .WithName("SetTicketTags").RequireScope(Scope.TicketsWrite, Right.HandleTickets)
            .Writes(EventType.TicketTagsAdded, EventType.TicketTagsRemoved, EventType.TicketUpdated, EventType.TagCreated).Produces(StatusCodes.Status202Accepted);
        api.MapDelete(Path, (long ticketId, Input<TicketTagsRequest> input, Actor actor, TagTicket tagTicket, CancellationToken cancellationToken) =>
                tagTicket.AnswerAsync(ticketId, TagChange.Remove, input, actor, StatusCodes.Status204NoContent, cancellationToken))
            .WithName("RemoveTicketTags").RequireScope(Scope.TicketsWrite, Right.HandleTickets).Classed(CallClass.Write).Writes(EventType.TicketTagsRemoved, EventType.TicketUpdated).Produces(StatusCodes.Status204NoContent);
    }

    public async Task<Result<Done>> RunAsync(long ticketId, TagChange tagging, Input<TicketTagsRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        var before = await db.FirstOrDefaultAsync(
            $"select tag_ids from tickets where account_id = {actor.AccountId} and id = {ticketId} for no key update",
            row => row.GetFieldValue<long[]>(0),
            cancellationToken);
        if (before is null)
        {
            return Failure.NotFound();
        }

        Check(input, tagging);
        if (input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        var named = await NamedAsync(input, tagging, actor, cancellationToken);
        if (input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        long[] after = tagging switch
        {
            TagChange.Add => [.. before.Union(named)],
            TagChange.Set => named,
            _ => [.. before.Except(named)],
        };
        await StoreAsync(ticketId, before, after, actor, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return default(Done);
    }

    private static void Check(Input<TicketTagsRequest> input, TagChange tagging)
    {
        var names = input.Value.Names ?? [];
        input.Errors.AddIf(
            tagging is not TagChange.Set && input.Value is { Ids: null or [], Names: null or [] } && !input.Errors.Has("names"),
            "ids",
            "Name at least one tag in ids or names.");
        for (var i = 0; i < names.Count; i++)
        {
            var place = $"{i}";
            input.Errors.Under("names").NotBlank(place, names[i]).MaxLength(place, names[i], Tag.MaxNameLength);
        }
    }

    private async Task<long[]> NamedAsync(Input<TicketTagsRequest> input, TagChange tagging, Actor actor, CancellationToken cancellationToken)
    {
        var (ids, names) = (input.Value.Ids ?? [], input.Value.Names ?? []);
        if (tagging is not TagChange.Remove)
        {
            return await resolveTags.RunAsync([.. ids.Select(id => new TagReference(id, null)), .. names.Select(name => new TagReference(null, name))], input.Errors, "ids", actor, cancellationToken);
        }

        // What the ticket does not carry, or nobody ever made, needs no removing.
        var known = await db.ListAsync(
            $"select id from tags where account_id = {actor.AccountId} and name = any({names.Select(name => name.Trim()).ToArray()})", row => row.GetInt64(0), cancellationToken);
        return [.. ids, .. known];
    }

    private async Task StoreAsync(long ticketId, long[] before, long[] after, Actor actor, CancellationToken cancellationToken)
    {
        if (before.SequenceEqual(after))
        {
            return;
        }

        var now = clock.Now();
        long[] added = [.. after.Except(before)];
        long[] removed = [.. before.Except(after)];
        List<NewEvent> events = [];
        if (added.Length > 0)
        {
            events.Add(TicketEvent.TagsAdded(ticketId, added));
        }

        if (removed.Length > 0)
        {
            events.Add(TicketEvent.TagsRemoved(ticketId, removed));
        }

        events.Add(TicketEvent.Updated(ticketId, added, removed));
        await db.ExecuteAsync($"update tickets set tag_ids = {after}, updated_at = {now} where account_id = {actor.AccountId} and id = {ticketId}", cancellationToken);
        await db.ExecuteAsync(EventLog.Of(actor, now, events), cancellationToken);
    }

    private async Task<IResult> AnswerAsync(long ticketId, TagChange tagging, Input<TicketTagsRequest> input, Actor actor, int status, CancellationToken cancellationToken) =>
        (await RunAsync(ticketId, tagging, input, actor, cancellationToken)).ToEmpty("Failed to change the tags of the ticket", status);
}
