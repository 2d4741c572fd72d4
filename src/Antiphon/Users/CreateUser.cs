using Antiphon.Contract;
using Antiphon.Customers;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;
using Antiphon.Identity.SignIn;
using Antiphon.Users.Invitations;
using Npgsql;

namespace Antiphon.Users;

/// <summary>Makes a user and invites them. Bots do not sign in, and users who start deactivated may not, so neither is invited.</summary>
internal sealed class CreateUser(DeskDb db, TimeProvider clock, InviteUser inviteUser, AccountMail mail)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPost("/users", HandleAsync).RequireScope(Scope.UsersWrite, Right.Administer)
        .Writes(EventType.UserCreated, EventType.UserInvited).Produces<UserResource>(StatusCodes.Status201Created);

    private static async Task<IResult> HandleAsync(Input<CreateUserRequest> input, Actor actor, Origin origin, CreateUser createUser, CancellationToken cancellationToken) =>
        (await createUser.RunAsync(input, origin, actor, cancellationToken)).ToCreated("Failed to create user", user => user.ToResource(origin));

    public async Task<Result<User>> RunAsync(Input<CreateUserRequest> input, Origin origin, Actor actor, CancellationToken cancellationToken)
    {
        var request = input.Value;
        var name = request.Name ?? PersonName.Join(request.Firstname, request.Lastname);
        Check(input, name);
        if (input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        var now = clock.Now();
        await using var transaction = await db.BeginAsync(cancellationToken);
        try
        {
            var user = await InsertAsync(request, name!.Trim(), now, actor, cancellationToken);
            var invitation = user.Active && user.Role is not Roles.Bot ? await inviteUser.RunAsync(user, origin, actor, cancellationToken) : null;
            await transaction.CommitAsync(cancellationToken);
            if (invitation is not null)
            {
                invitation.Post(mail);
            }

            return user;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return Failure.Conflict();
        }
    }

    private static void Check(Input<CreateUserRequest> input, string? name)
    {
        var request = input.Value;
        input.Errors.RequiredText("email", request.Email).RequiredText("name", name).Required("role", request.Role);
        if (request.Role is not null)
        {
            input.Errors.Under("role").Required("name", request.Role.Name);
        }

        UserFields.CheckIdentity(input.Errors, request.Email?.Trim(), request.ExternalId, request.Role?.Name);
        UserFields.CheckProfile(input.Errors, name, request.Bio, request.Country, request.Language, request.Timezone, request.Meta);
    }

    private Task<User> InsertAsync(CreateUserRequest request, string name, DateTimeOffset now, Actor actor, CancellationToken cancellationToken)
    {
        var active = request.Active ?? true;
        DateTimeOffset? deactivated = active ? null : now;
        // The account's own time zone is that of its business hours.
        return db.SingleAsync(
            $"""
            with created as (
              insert into users (account_id, email, name, role, active, bio, country, external_id, language, meta, timezone, created_at, updated_at, deactivated_at)
              values (
                {actor.AccountId}, {request.Email!.Trim()}, {name}, {request.Role!.Name}, {active}, {request.Bio}, {request.Country},
                {UserFields.Identifier(request.ExternalId)}, {request.Language}, {UserFields.NewMeta(request.Meta)},
                coalesce({request.Timezone}, (select data->>'timezone' from account_settings where account_id = {actor.AccountId} and type = 'business-hours'), 'UTC'),
                {now}, {now}, {deactivated})
              returning {User.Columns:raw}),
            logged as ({EventLog.Of(actor, EventType.UserCreated, EventObject.User, now, Sql.Of($"select id, null::jsonb from created"))})
            select {User.Columns:raw} from created
            """,
            User.Read,
            cancellationToken);
    }
}
