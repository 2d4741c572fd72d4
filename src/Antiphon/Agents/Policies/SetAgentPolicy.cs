using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;

namespace Antiphon.Agents.Policies;

/// <summary>Changes what an agent may do, which is a new version of its policy; the next call is decided by it, on every node.</summary>
internal sealed class SetAgentPolicy(DeskDb db, TimeProvider clock, PolicyFields fields)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPut("/agents/{id:long}/policy", HandleAsync)
        .RequireScope(Scope.AccountWrite, Right.Administer).Extension().Writes(EventType.AccountUpdated).Produces<AgentPolicyResource>(StatusCodes.Status202Accepted);

    private static async Task<IResult> HandleAsync(long id, Input<AgentPolicyRequest> input, Actor actor, SetAgentPolicy setPolicy, CancellationToken cancellationToken) =>
        (await setPolicy.RunAsync(id, input, actor, cancellationToken)).ToAccepted("Failed to set policy", policy => policy.ToResource());

    public async Task<Result<StoredPolicy>> RunAsync(long id, Input<AgentPolicyRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        var exists = await db.FirstOrDefaultAsync(
            $"select true from agents where account_id = {actor.AccountId} and id = {id} and revoked_at is null for no key update", row => row.GetBoolean(0), cancellationToken);
        if (!exists)
        {
            return Failure.NotFound();
        }

        await fields.CheckAsync(input.Value, input.Errors, actor, cancellationToken);
        if (input.Errors.Any || !actor.IsPerson)
        {
            return input.Errors.Any ? Failure.Invalid(input.Errors) : Failure.Forbidden();
        }

        var now = clock.Now();
        var stored = await db.SingleAsync(StoredPolicy.Insert(actor.AccountId, id, input.Value, actor.UserId, now), StoredPolicy.Read, cancellationToken);
        await db.ExecuteAsync(AgentEvents.Of(actor, "agent-policy-changed", id, now, new JsonObject { ["policy_version"] = stored.Version }), cancellationToken);
        // Open streams show what was granted when they began, so they begin anew.
        await db.ExecuteAsync(ApiKeys.Changed(actor.AccountId), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return stored;
    }
}
