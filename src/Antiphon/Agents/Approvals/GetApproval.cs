using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Agents.Approvals;

/// <summary>One call that waits. Leads see all of them, an agent its own: that is how it learns what became of one.</summary>
internal sealed class GetApproval(DeskDb db, TimeProvider clock)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapGet("/approvals/{id:long}", HandleAsync)
        .RequireScope(Scope.AccountRead, Right.LeadDesk).Classed(CallClass.Own).Extension().Produces<ApprovalResource>();

    private static async Task<IResult> HandleAsync(long id, Actor actor, GetApproval getApproval, CancellationToken cancellationToken) =>
        (await getApproval.RunAsync(id, actor, cancellationToken)).ToOk("Failed to get approval", approval => approval.ToResource());

    public async Task<Result<Approval>> RunAsync(long id, Actor actor, CancellationToken cancellationToken)
    {
        var approval = await db.FirstOrDefaultAsync(Approval.Select(actor.AccountId, clock.Now()) + OwnOf(actor) + Sql.Of($" and id = {id}"), Approval.Read, cancellationToken);
        return approval is null ? Failure.NotFound() : approval;
    }

    /// <summary>A condition that leaves an agent its own.</summary>
    public static Sql OwnOf(Actor actor) => actor.Kind is ActorKind.Agent ? Sql.Of($" and agent_id = {actor.CredentialId}") : Sql.Empty;
}
