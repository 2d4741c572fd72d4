using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Slas.Policies;

/// <summary>Deletes a policy. Tickets that were answered already keep its promise; the others get the next one that matches.</summary>
internal sealed class DeleteSlaPolicy(DeskDb db, TimeProvider clock, SlaPolicyChanges changes, GetSlaPolicy getPolicy)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapDelete("/sla-policies/{id:long}", HandleAsync).RequireScope(Scope.AccountWrite, Right.LeadDesk).Extension()
        .Writes(EventType.AccountUpdated).Produces(StatusCodes.Status204NoContent);

    private static async Task<IResult> HandleAsync(long id, Actor actor, DeleteSlaPolicy deletePolicy, CancellationToken cancellationToken) =>
        (await deletePolicy.RunAsync(id, actor, cancellationToken)).ToNoContent("Failed to delete SLA policy");

    public async Task<Result<Done>> RunAsync(long id, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        await changes.LockAsync(actor.AccountId, cancellationToken);
        var found = await getPolicy.RunAsync(id, actor, cancellationToken);
        if (found.Failure is { } missing)
        {
            return missing;
        }

        var now = clock.Now();
        await db.ExecuteAsync($"delete from sla_policies where account_id = {actor.AccountId} and id = {id}", cancellationToken);
        await db.ExecuteAsync(
            $"update sla_policies set position = position - 1, updated_at = {now} where account_id = {actor.AccountId} and position > {found.Value.Position}", cancellationToken);
        await changes.FollowAsync(actor, "sla-policy-deleted", (id, found.Value.Terms.Name), now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return default(Done);
    }
}
