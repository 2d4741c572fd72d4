using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;

namespace Antiphon.Slas.Policies;

/// <summary>Puts the named policies first, in the order in which they are named, and answers all in their new order.</summary>
internal sealed class OrderSlaPolicies(DeskDb db, TimeProvider clock, SlaPolicyChanges changes)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPut("/sla-policies/order", HandleAsync).RequireScope(Scope.AccountWrite, Right.LeadDesk).Extension()
        .Writes(EventType.AccountUpdated).Produces<IReadOnlyList<SlaPolicyResource>>(StatusCodes.Status202Accepted);

    private static async Task<IResult> HandleAsync(Input<SlaPolicyOrderRequest> input, Actor actor, OrderSlaPolicies orderPolicies, CancellationToken cancellationToken) =>
        (await orderPolicies.RunAsync(input, actor, cancellationToken))
        .ToAccepted("Failed to order SLA policies", policies => (IReadOnlyList<SlaPolicyResource>)[.. policies.Select(policy => policy.ToResource())]);

    public async Task<Result<List<SlaPolicy>>> RunAsync(Input<SlaPolicyOrderRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        await changes.LockAsync(actor.AccountId, cancellationToken);
        var before = await ReadAsync(actor, cancellationToken);
        Check(input.Errors, input.Value.Ids, before);
        if (input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        long[] ids = [.. input.Value.Ids!, .. before.Select(policy => policy.Id).Except(input.Value.Ids!)];
        if (ids.SequenceEqual(before.Select(policy => policy.Id)))
        {
            return before;
        }

        var now = clock.Now();
        await db.ExecuteAsync(
            $"""
            update sla_policies set position = wanted.place, updated_at = {now}
            from unnest({ids}) with ordinality wanted (id, place)
            where sla_policies.account_id = {actor.AccountId} and sla_policies.id = wanted.id and sla_policies.position <> wanted.place
            """,
            cancellationToken);
        await changes.FollowAsync(actor, "sla-policies-ordered", null, now, cancellationToken);
        var after = await ReadAsync(actor, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return after;
    }

    private static void Check(FieldErrors errors, IReadOnlyList<long>? ids, List<SlaPolicy> known)
    {
        errors.Required("ids", ids);
        for (var i = 0; i < (ids?.Count ?? 0); i++)
        {
            errors.Under("ids")
                .AddIf(known.TrueForAll(policy => policy.Id != ids![i]), i, $"SLA policy {ids![i]} does not exist.")
                .AddIf(ids.Take(i).Contains(ids[i]), i, "Named twice.");
        }
    }

    private Task<List<SlaPolicy>> ReadAsync(Actor actor, CancellationToken cancellationToken) =>
        db.ListAsync(SlaPolicy.Select(actor.AccountId) + Sql.Of($" order by p.position, p.id"), SlaPolicy.Read, cancellationToken);
}
