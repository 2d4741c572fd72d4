using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Tickets.Assignment;
using Antiphon.Views;

namespace Antiphon.Teams;

/// <summary>Deletes a team; its tickets stay, without a team.</summary>
internal sealed class DeleteTeam(DeskDb db, TimeProvider clock, UnassignTickets unassignTickets, DeactivateViews deactivateViews)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapDelete("/teams/{id:long}", HandleAsync).RequireScope(Scope.UsersWrite, Right.Administer)
        .Writes(EventType.TeamDeleted, EventType.TicketTeamUnassigned, EventType.TicketUpdated, EventType.ViewDeactivated).Produces(StatusCodes.Status204NoContent);

    private static async Task<IResult> HandleAsync(long id, Actor actor, DeleteTeam deleteTeam, CancellationToken cancellationToken) =>
        (await deleteTeam.RunAsync(id, actor, cancellationToken)).ToNoContent("Failed to delete team");

    public async Task<Result<Done>> RunAsync(long id, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        var team = await db.FirstOrDefaultAsync($"select id from teams where account_id = {actor.AccountId} and id = {id} for update", row => (long?)row.GetInt64(0), cancellationToken);
        if (team is null)
        {
            return Failure.NotFound();
        }

        await unassignTickets.FromTeamAsync(id, actor, cancellationToken);
        await db.ExecuteAsync(
            $"""
            with gone as (delete from teams where account_id = {actor.AccountId} and id = {id} returning id)
            {EventLog.Of(actor, EventType.TeamDeleted, EventObject.Team, clock.Now(), Sql.Of($"select id, null::jsonb from gone"))}
            """,
            cancellationToken);
        await deactivateViews.RunAsync([ViewReference.Team(id)], actor, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return default(Done);
    }
}
