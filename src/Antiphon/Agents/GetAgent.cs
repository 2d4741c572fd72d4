using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Agents;

internal sealed class GetAgent(DeskDb db)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/agents/{id:long}", HandleAsync).RequireScope(Scope.AccountRead, Right.Administer).Extension().Produces<AgentResource>();

    private static async Task<IResult> HandleAsync(long id, Actor actor, GetAgent getAgent, CancellationToken cancellationToken) =>
        (await getAgent.RunAsync(id, actor, cancellationToken)).ToOk("Failed to get agent", agent => agent.ToResource());

    public async Task<Result<Agent>> RunAsync(long id, Actor actor, CancellationToken cancellationToken)
    {
        var agent = await db.FirstOrDefaultAsync(Agent.Select(actor.AccountId) + Sql.Of($" and a.id = {id}"), Agent.Read, cancellationToken);
        return agent is null ? Failure.NotFound() : agent;
    }
}
