using Antiphon.Audit;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;

namespace Antiphon.Agents.Approvals;

/// <summary>Says no to a call that waits.</summary>
internal sealed class DenyCall(DeskDb db, TimeProvider clock, GetApproval getApproval)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPost("/approvals/{id:long}/deny", HandleAsync)
        .RequireScope(Scope.AccountWrite, Right.LeadDesk).Classed(CallClass.Never).Extension().Produces<ApprovalResource>();

    private static async Task<IResult> HandleAsync(long id, Input<DecideApprovalRequest> input, Actor actor, DenyCall denyCall, CancellationToken cancellationToken) =>
        (await denyCall.RunAsync(id, input, actor, cancellationToken)).ToOk("Failed to deny call", approval => approval.ToResource());

    public async Task<Result<Approval>> RunAsync(long id, Input<DecideApprovalRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        await using var transaction = await db.BeginAsync(cancellationToken);
        if (await WaitingCall.LockAsync(db, id, actor, cancellationToken) is not { } waiting)
        {
            return Failure.NotFound();
        }

        input.Errors.MaxLength("note", input.Value.Note, Approval.MaxNoteLength);
        if (input.Errors.Any || !actor.IsPerson)
        {
            return input.Errors.Any ? Failure.Invalid(input.Errors) : Failure.Forbidden();
        }

        if (waiting.Objection(now) is { } objection)
        {
            return Failure.Conflict(objection);
        }

        await db.ExecuteAsync(
            $"""
            update agent_approvals set status = {AgentWords.Denied}, decided_by = {actor.UserId}, decided_at = {now}, note = {input.Value.Note}
            where account_id = {actor.AccountId} and id = {id}
            """,
            cancellationToken);
        await db.ExecuteAsync(AuditLog.Of(actor, AuditAction.AgentCallDenied, AuditObject.AgentApproval, id, now), cancellationToken);
        var denied = await getApproval.RunAsync(id, actor, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return denied;
    }
}
