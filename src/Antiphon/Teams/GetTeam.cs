using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Teams;

internal sealed class GetTeam(DeskDb db)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/teams/{id:long}", HandleAsync).RequireScope(Scope.UsersRead, Right.Read).Produces<TeamResource>();

    private static async Task<IResult> HandleAsync(long id, Actor actor, GetTeam getTeam, CancellationToken cancellationToken) =>
        (await getTeam.RunAsync(id, actor, cancellationToken)).ToOk("Failed to get team", team => team.ToResource());

    public async Task<Result<Team>> RunAsync(long id, Actor actor, CancellationToken cancellationToken)
    {
        var team = await db.FirstOrDefaultAsync($"{Team.Select(actor.AccountId)} and t.id = {id}", Team.Read, cancellationToken);
        return team is null ? Failure.NotFound() : team;
    }
}
