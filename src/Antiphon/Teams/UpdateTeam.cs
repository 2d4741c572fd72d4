using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;

namespace Antiphon.Teams;

internal sealed class UpdateTeam(DeskDb db, TimeProvider clock, SetMembers setMembers, GetTeam getTeam)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPut("/teams/{id:long}", HandleAsync).RequireScope(Scope.UsersWrite, Right.Administer)
        .Writes(EventType.TeamUpdated).Produces<TeamResource>(StatusCodes.Status202Accepted);

    private static async Task<IResult> HandleAsync(long id, Input<UpdateTeamRequest> input, Actor actor, UpdateTeam updateTeam, CancellationToken cancellationToken) =>
        (await updateTeam.RunAsync(id, input, actor, cancellationToken)).ToAccepted("Failed to update team", team => team.ToResource());

    public async Task<Result<Team>> RunAsync(long id, Input<UpdateTeamRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        var before = await db.FirstOrDefaultAsync($"{Team.Select(actor.AccountId)} and t.id = {id} for update of t", Team.Read, cancellationToken);
        if (before is null)
        {
            return Failure.NotFound();
        }

        var request = input.Value;
        input.Errors
            .AddIf(request.Name is { HasValue: true, Value: null }, "name", FieldErrors.Null)
            .AddIf(request.Members is { HasValue: true, Value: null }, "members", FieldErrors.Null)
            .RequiredText("name", request.Name.Or(before.Name) ?? before.Name);
        Team.Check(input.Errors, request.Name.Value, request.Description.Value, request.Decoration.Value, request.Members.Value);
        if (input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        var membersChanged = request.Members.Value is { } members && await setMembers.RunAsync(id, members, input.Errors, actor, cancellationToken);
        if (input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        var name = request.Name.Or(before.Name)!.Trim();
        var description = request.Description.Or(before.Description);
        var decoration = request.Decoration.HasValue ? Team.Store(request.Decoration.Value) : new Jsonb(before.Decoration?.GetRawText());
        await db.ExecuteAsync(
            $"update teams set name = {name}, description = {description}, decoration = {decoration} where account_id = {actor.AccountId} and id = {id}", cancellationToken);
        var after = (await getTeam.RunAsync(id, actor, cancellationToken)).Value;
        if (membersChanged || (after.Name, after.Description, Raw(after.Decoration)) != (before.Name, before.Description, Raw(before.Decoration)))
        {
            await db.ExecuteAsync(EventLog.Of(actor, clock.Now(), [new(EventType.TeamUpdated, EventObject.Team, id)]), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return after;
    }

    private static string? Raw(JsonElement? json) => json?.GetRawText();
}
