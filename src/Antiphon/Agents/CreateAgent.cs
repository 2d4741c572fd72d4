using System.Security.Cryptography;
using Antiphon.Agents.Policies;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;
using Antiphon.Secrets;
using Antiphon.Users;

namespace Antiphon.Agents;

/// <summary>An agent that was just made, with the key that is shown once.</summary>
internal sealed record NewAgent(Agent Agent, string Key);

/// <summary>Makes an agent: a bot in whose name it writes, its first key, and the first version of its policy. Only people make agents.</summary>
internal sealed class CreateAgent(DeskDb db, TimeProvider clock, CreateUser createUser, CreateApiKey createApiKey, PolicyFields fields, GetAgent getAgent)
{
    // Nobody can receive mail there (RFC 2606), so nobody can ask for a password.
    private const string Domain = "agents.antiphon.invalid";

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPost("/agents", HandleAsync).RequireScope(Scope.AccountWrite, Right.Administer).Extension()
        .Writes(EventType.UserCreated, EventType.AccountUpdated).HoldsSecrets().Produces<NewAgentResource>(StatusCodes.Status201Created);

    private static async Task<IResult> HandleAsync(
        Input<CreateAgentRequest> input, Actor actor, Origin origin, CreateAgent createAgent, SecretKeys secrets, HttpContext http, CancellationToken cancellationToken)
    {
        CreateApiKey.CheckStore(http, secrets, input.Errors);
        var created = await createAgent.RunAsync(input, origin, actor, cancellationToken);
        http.Response.Headers.CacheControl = "no-store";
        return created.ToCreated("Failed to create agent", made => made.Agent.WithKey(made.Key));
    }

    public async Task<Result<NewAgent>> RunAsync(Input<CreateAgentRequest> input, Origin origin, Actor actor, CancellationToken cancellationToken)
    {
        var request = input.Value;
        input.Errors.RequiredText("name", request.Name).MaxLength("name", request.Name, Agent.MaxNameLength).MaxLength("description", request.Description, Agent.MaxDescriptionLength);
        var policy = request.Policy ?? new AgentPolicyRequest { Grants = [] };
        await fields.CheckAsync(policy, input.Errors.Under("policy"), actor, cancellationToken);
        if (input.Errors.Any || !actor.IsPerson)
        {
            return input.Errors.Any ? Failure.Invalid(input.Errors) : Failure.Forbidden();
        }

        var (name, now) = (request.Name!.Trim(), clock.Now());
        await using var transaction = await db.BeginAsync(cancellationToken);
        var email = $"agent-{RandomNumberGenerator.GetHexString(12, lowercase: true)}@{Domain}";
        var user = (await createUser.RunAsync(new CreateUserRequest { Email = email, Name = name, Role = new UserRole(Roles.Bot) }, origin, actor, cancellationToken)).Value;
        await db.ExecuteAsync($"insert into agent_switches (account_id) values ({actor.AccountId}) on conflict do nothing", cancellationToken);
        var id = await db.SingleAsync(
            $"""
            insert into agents (account_id, user_id, description, created_by, created_at)
            values ({actor.AccountId}, {user.Id}, {request.Description}, {actor.UserId}, {now}) returning id
            """,
            row => row.GetInt64(0),
            cancellationToken);
        await db.ExecuteAsync($"insert into agent_meters (account_id, agent_id) values ({actor.AccountId}, {id})", cancellationToken);
        await db.ExecuteAsync(StoredPolicy.Insert(actor.AccountId, id, policy, actor.UserId, now), cancellationToken);
        await db.ExecuteAsync(AgentEvents.Of(actor, "agent-created", id, now), cancellationToken);
        var key = await createApiKey.StoreAsync(user.Id, name, actor, cancellationToken);
        var made = await getAgent.RunAsync(id, actor, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return made.Map(agent => new NewAgent(agent, key.Value.Key));
    }
}
