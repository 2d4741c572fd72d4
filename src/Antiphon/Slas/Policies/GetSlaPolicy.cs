using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Slas.Policies;

internal sealed class GetSlaPolicy(DeskDb db)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/sla-policies/{id:long}", HandleAsync).RequireScope(Scope.AccountRead, Right.Read).Extension().Produces<SlaPolicyResource>();

    private static async Task<IResult> HandleAsync(long id, Actor actor, GetSlaPolicy getPolicy, CancellationToken cancellationToken) =>
        (await getPolicy.RunAsync(id, actor, cancellationToken)).ToOk("Failed to get SLA policy", policy => policy.ToResource());

    public async Task<Result<SlaPolicy>> RunAsync(long id, Actor actor, CancellationToken cancellationToken)
    {
        var policy = await db.FirstOrDefaultAsync(SlaPolicy.Select(actor.AccountId) + Sql.Of($" and p.id = {id}"), SlaPolicy.Read, cancellationToken);
        return policy is null ? Failure.NotFound() : policy;
    }
}
