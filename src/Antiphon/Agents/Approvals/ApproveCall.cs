using Antiphon.Agents.Budgets;
using Antiphon.Agents.Calls;
using Antiphon.Agents.Guarding;
using Antiphon.Agents.Stopping;
using Antiphon.Audit;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;

namespace Antiphon.Agents.Approvals;

/// <summary>
/// Says yes to a call that waits, and makes it: exactly as it was asked, as the agent, once. The yes, what the call does and the row of the log are one
/// transaction, so a crash leaves all of it or nothing.
/// </summary>
internal sealed class ApproveCall(
    DeskDb db, TimeProvider clock, GetApproval getApproval, LoadAgentState loadState, JudgeCall judgeCall, SpendBudget spendBudget, GuardCall guardCall, HeldRequests heldRequests,
    RunningCalls runningCalls)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPost("/approvals/{id:long}/approve", HandleAsync)
        .RequireScope(Scope.AccountWrite, Right.LeadDesk).Classed(CallClass.Never).Extension().Produces<ApprovalResource>();

    private static async Task<IResult> HandleAsync(long id, Input<DecideApprovalRequest> input, Actor actor, ApproveCall approveCall, HttpContext http, CancellationToken cancellationToken) =>
        (await approveCall.RunAsync(id, input, actor, http, cancellationToken)).ToOk("Failed to approve call", approval => approval.ToResource());

    public async Task<Result<Approval>> RunAsync(long id, Input<DecideApprovalRequest> input, Actor actor, HttpContext http, CancellationToken cancellationToken)
    {
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

        if (waiting.Objection(clock.Now()) is { } objection)
        {
            return Failure.Conflict(objection);
        }

        using var running = runningCalls.Begin(actor.AccountId, waiting.AgentId, cancellationToken);
        try
        {
            var agent = Actor.Agent(actor.AccountId, waiting.AgentId, waiting.UserId);
            if (await MakeAsync(id, waiting, input.Value.Note, agent, actor, http, running.Token) is { } refusal)
            {
                return Failure.Conflict(refusal);
            }

            var approved = await getApproval.RunAsync(id, actor, cancellationToken);
            await transaction.CommitAsync(CancellationToken.None);
            return approved;
        }
        catch (OperationCanceledException) when (running.IsStopped)
        {
            return Failure.Conflict(Verdict.WhenStopped().Message);
        }
    }

    /// <summary>Makes the call and notes what came of it. Answers why it cannot be made, and then it goes on waiting.</summary>
    private async Task<string?> MakeAsync(long id, WaitingCall waiting, string? note, Actor agent, Actor actor, HttpContext http, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        if (heldRequests.Make(waiting, agent, http, cancellationToken) is not { } request)
        {
            return "The route of the call does not exist any more.";
        }

        var call = await ReadCall.RunAsync(request);
        var state = await loadState.RunAsync(agent, cancellationToken);
        var verdict = await judgeCall.RunAsync(call, state, isApproved: true, agent, cancellationToken);
        if (verdict.IsRefused)
        {
            return verdict.Message;
        }

        var acting = agent with { Scopes = state.Policy.Scopes() };
        request.Items[typeof(Actor)] = acting;
        HeldAnswer? answer = null;
        await using (var attempt = await db.BeginAsync(cancellationToken))
        {
            var (outcome, objection) = await guardCall.TryAsync(
                call.Demand!,
                state.Policy,
                verdict,
                acting,
                async _ =>
                {
                    answer = await heldRequests.SendAsync(request);
                    return AgentMiddleware.OutcomeOf(call, answer);
                },
                cancellationToken);
            if (objection is not null)
            {
                return objection.Message;
            }

            if (outcome.IsSuccess)
            {
                await spendBudget.RunAsync(call.Demand!, state.Policy, isApproved: true, agent, cancellationToken);
                await attempt.CommitAsync(cancellationToken);
            }
        }

        var now = clock.Now();
        await db.ExecuteAsync(
            $"""
            update agent_approvals set status = {(answer!.IsSuccess ? AgentWords.Approved : AgentWords.Failed)}, decided_by = {actor.UserId}, decided_at = {now}, note = {note},
              answer_status = {answer.Status}, answer_body = {answer.Body}
            where account_id = {actor.AccountId} and id = {id}
            """,
            cancellationToken);
        await db.ExecuteAsync(AuditLog.Of(actor, AuditAction.AgentCallApproved, AuditObject.AgentApproval, id, now), cancellationToken);
        await db.ExecuteAsync(
            CallLog.Add(call, new(AgentWords.Allowed, "approved"), state.Policy.Version, answer.Status, id, acting, clock.GetElapsedTime(started), now), cancellationToken);
        return await loadState.MayCommitAsync(agent, cancellationToken) ? null : Verdict.WhenStopped().Message;
    }
}
