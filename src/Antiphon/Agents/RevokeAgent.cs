using Antiphon.Agents.Stopping;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Users;

namespace Antiphon.Agents;

/// <summary>Ends an agent for good: its keys, its user and what it is doing at this moment. What it did stays readable.</summary>
internal sealed class RevokeAgent(DeskDb db, TimeProvider clock, DeleteUser deleteUser, RunningCalls runningCalls)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapDelete("/agents/{id:long}", HandleAsync).RequireScope(Scope.AccountWrite, Right.Administer).Extension()
        .Writes(EventType.AccountUpdated, EventType.UserDeleted, EventType.TicketUnassigned, EventType.TicketUpdated).Produces(StatusCodes.Status204NoContent);

    private static async Task<IResult> HandleAsync(long id, Actor actor, RevokeAgent revokeAgent, CancellationToken cancellationToken) =>
        (await revokeAgent.RunAsync(id, actor, cancellationToken)).ToNoContent("Failed to revoke agent");

    public async Task<Result<Done>> RunAsync(long id, Actor actor, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        await using var transaction = await db.BeginAsync(cancellationToken);
        await db.ExecuteAsync(StopLock.Take(actor.AccountId, id), cancellationToken);
        var userId = await db.FirstOrDefaultAsync<long?>(
            $"update agents set revoked_at = {now} where account_id = {actor.AccountId} and id = {id} and revoked_at is null returning user_id", row => row.GetInt64(0), cancellationToken);
        if (userId is null)
        {
            return Failure.NotFound();
        }

        // The user may be gone already: users are deleted by a route of their own.
        _ = await deleteUser.RunAsync(userId.Value, actor, cancellationToken);
        await db.ExecuteAsync(AgentEvents.Of(actor, "agent-revoked", id, now), cancellationToken);
        await db.ExecuteAsync(RunningCalls.Stop(actor.AccountId, id), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        runningCalls.StopHere(actor.AccountId, id);
        return default(Done);
    }
}
