using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;
using Antiphon.Users;

namespace Antiphon.Agents;

/// <summary>Changes how an agent is called and described. Its name is that of its user.</summary>
internal sealed class UpdateAgent(DeskDb db, TimeProvider clock, UpdateUser updateUser, GetAgent getAgent)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPut("/agents/{id:long}", HandleAsync)
        .RequireScope(Scope.AccountWrite, Right.Administer).Extension().Writes(EventType.UserUpdated, EventType.AccountUpdated).Produces<AgentResource>(StatusCodes.Status202Accepted);

    private static async Task<IResult> HandleAsync(long id, Input<UpdateAgentRequest> input, Actor actor, UpdateAgent updateAgent, CancellationToken cancellationToken) =>
        (await updateAgent.RunAsync(id, input, actor, cancellationToken)).ToAccepted("Failed to update agent", agent => agent.ToResource());

    public async Task<Result<Agent>> RunAsync(long id, Input<UpdateAgentRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        var userId = await db.FirstOrDefaultAsync<long?>(
            $"select user_id from agents where account_id = {actor.AccountId} and id = {id} and revoked_at is null for no key update", row => row.GetInt64(0), cancellationToken);
        if (userId is null)
        {
            return Failure.NotFound();
        }

        var (name, description) = (input.Value.Name, input.Value.Description);
        input.Errors.AddIf(name is { HasValue: true, Value: null }, "name", FieldErrors.Null).NotBlank("name", name.Value)
            .MaxLength("name", name.Value, Agent.MaxNameLength).MaxLength("description", description.Value, Agent.MaxDescriptionLength);
        if (input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        if (name.HasValue && (await updateUser.RunAsync(userId.Value, new UpdateUserRequest { Name = name.Value!.Trim() }, actor, cancellationToken)).Failure is { } failure)
        {
            return failure;
        }

        if (description.HasValue && await db.ExecuteAsync(
            $"update agents set description = {description.Value} where account_id = {actor.AccountId} and id = {id} and description is distinct from {description.Value}", cancellationToken) > 0)
        {
            await db.ExecuteAsync(AgentEvents.Of(actor, "agent-updated", id, clock.Now()), cancellationToken);
        }

        var after = await getAgent.RunAsync(id, actor, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return after;
    }
}
