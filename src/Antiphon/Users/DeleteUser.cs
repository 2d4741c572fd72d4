using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Teams;
using Antiphon.Tickets.Assignment;
using Antiphon.Views;

namespace Antiphon.Users;

/// <summary>
/// Ends a user's access at once and takes tickets and teams away. The row stays, because messages and events name their author; the address and the
/// external id become free again.
/// </summary>
internal sealed class DeleteUser(
    DeskDb db, TimeProvider clock, ApiKeys keys, RevokeApiKeys revokeApiKeys, UnassignTickets unassignTickets, LeaveTeams leaveTeams, LeaveViews leaveViews)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapDelete("/users/{id:long}", HandleAsync).RequireScope(Scope.UsersWrite, Right.Administer)
        .Writes(EventType.UserDeleted, EventType.TeamUpdated, EventType.TicketUnassigned, EventType.TicketUpdated, EventType.ViewDeleted, EventType.ViewDeactivated).Produces(StatusCodes.Status204NoContent);

    private static async Task<IResult> HandleAsync(long id, Actor actor, DeleteUser deleteUser, CancellationToken cancellationToken) =>
        (await deleteUser.RunAsync(id, actor, cancellationToken)).ToNoContent("Failed to delete user");

    public async Task<Result<Done>> RunAsync(long id, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        var isOwner = await db.FirstOrDefaultAsync(
            $"""
            select id = (select owner_user_id from accounts where account_id = {actor.AccountId})
            from users where account_id = {actor.AccountId} and id = {id} and deleted_at is null for update
            """,
            row => (bool?)(row.Flag(0) ?? false),
            cancellationToken);
        if (isOwner is null)
        {
            return Failure.NotFound();
        }

        var errors = new FieldErrors()
            .AddIf(id == actor.UserId, "id", "Users cannot delete themselves.")
            .AddIf(isOwner.Value, "id", "The account owner cannot be deleted.");
        if (errors.Any)
        {
            return Failure.Invalid(errors);
        }

        var now = clock.Now();
        await db.ExecuteAsync(
            $"""
            update users set deleted_at = {now}, updated_at = {now}, active = false, deactivated_at = coalesce(deactivated_at, {now}), password_hash = null
            where account_id = {actor.AccountId} and id = {id}
            """,
            cancellationToken);
        await db.ExecuteAsync($"delete from user_invitations where account_id = {actor.AccountId} and user_id = {id}", cancellationToken);
        await revokeApiKeys.RunAsync(id, actor, cancellationToken);
        await leaveTeams.RunAsync(id, actor, cancellationToken);
        await leaveViews.RunAsync(id, actor, cancellationToken);
        await unassignTickets.FromUserAsync(id, actor, cancellationToken);
        await db.ExecuteAsync(EventLog.Of(actor, now, [new(EventType.UserDeleted, EventObject.User, id)]), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        keys.Forget();
        return default(Done);
    }
}
