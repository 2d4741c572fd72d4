using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Events;

internal sealed class GetEvent(DeskDb db, EventRetention retention)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/events/{id:long}", HandleAsync).RequireScope(Scope.EventsRead, Right.Read).Produces<EventResource>();

    private static async Task<IResult> HandleAsync(long id, Actor actor, GetEvent getEvent, CancellationToken cancellationToken) =>
        (await getEvent.RunAsync(id, actor, cancellationToken)).ToOk("Failed to get event", found => found.ToResource());

    public async Task<Result<Event>> RunAsync(long id, Actor actor, CancellationToken cancellationToken)
    {
        var found = await db.FirstOrDefaultAsync(
            $"select {Event.Columns:raw} from events where account_id = {actor.AccountId} and id = {id}{retention.Within()}", Event.Read, cancellationToken);
        return found is null ? Failure.NotFound() : found;
    }
}
