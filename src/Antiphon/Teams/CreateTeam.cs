using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;

namespace Antiphon.Teams;

internal sealed class CreateTeam(DeskDb db, TimeProvider clock, SetMembers setMembers, GetTeam getTeam)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPost("/teams", HandleAsync).RequireScope(Scope.UsersWrite, Right.Administer)
        .Writes(EventType.TeamCreated).Produces<TeamResource>(StatusCodes.Status201Created);

    private static async Task<IResult> HandleAsync(Input<CreateTeamRequest> input, Actor actor, CreateTeam createTeam, CancellationToken cancellationToken) =>
        (await createTeam.RunAsync(input, actor, cancellationToken)).ToCreated("Failed to create team", team => team.ToResource());

    public async Task<Result<Team>> RunAsync(Input<CreateTeamRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        var request = input.Value;
        Team.Check(input.Errors.RequiredText("name", request.Name), request.Name, request.Description, request.Decoration, request.Members);
        if (input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        var now = clock.Now();
        await using var transaction = await db.BeginAsync(cancellationToken);
        var id = await db.SingleAsync(
            $"""
            insert into teams (account_id, name, description, decoration, created_at)
            values ({actor.AccountId}, {request.Name!.Trim()}, {request.Description}, {Team.Store(request.Decoration)}, {now}) returning id
            """,
            row => row.GetInt64(0),
            cancellationToken);
        await setMembers.RunAsync(id, request.Members ?? [], input.Errors, actor, cancellationToken);
        if (input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        await db.ExecuteAsync(EventLog.Of(actor, now, [new(EventType.TeamCreated, EventObject.Team, id)]), cancellationToken);
        var created = await getTeam.RunAsync(id, actor, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return created;
    }
}
