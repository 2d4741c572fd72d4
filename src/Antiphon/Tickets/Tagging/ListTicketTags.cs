using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Tags;

namespace Antiphon.Tickets.Tagging;

internal sealed class ListTicketTags(DeskDb db)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/tickets/{ticketId:long}/tags", HandleAsync).RequireScope(Scope.TicketsRead, Right.Read).Produces<TicketTagsResource>();

    private static async Task<IResult> HandleAsync(long ticketId, Actor actor, ListTicketTags listTicketTags, CancellationToken cancellationToken) =>
        (await listTicketTags.RunAsync(ticketId, actor, cancellationToken)).ToOk("Failed to list the tags of the ticket", tags => new TicketTagsResource([.. tags.Select(tag => tag.ToResource())]));

    public async Task<Result<IReadOnlyList<Tag>>> RunAsync(long ticketId, Actor actor, CancellationToken cancellationToken)
    {
        var carried = await db.FirstOrDefaultAsync(
            $"select tag_ids from tickets where account_id = {actor.AccountId} and id = {ticketId}", row => row.GetFieldValue<long[]>(0), cancellationToken);
        if (carried is null)
        {
            return Failure.NotFound();
        }

        var tags = await db.ListAsync($"select {Tag.Columns:raw} from {TagList.From(actor.AccountId)} where id = any({carried})", Tag.Read, cancellationToken);
        return Result.Of<IReadOnlyList<Tag>>([.. tags.OrderBy(tag => Array.IndexOf(carried, tag.Id))]);
    }
}
