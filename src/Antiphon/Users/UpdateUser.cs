using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;
using Antiphon.Identity.SignIn.Sessions;
using Npgsql;

namespace Antiphon.Users;

/// <summary>
/// Changes a user; the id 0 is the caller. Everyone may change their own profile, address and password. Other users, and what decides about access,
/// are for admins, which is why the route itself asks for no more than being someone.
/// </summary>
internal sealed class UpdateUser(DeskDb db, TimeProvider clock, ApiKeys keys, EndSessions endSessions)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPut("/users/{id:long}", HandleAsync).RequireScope(Scope.UsersWrite, Right.Read).Classed(CallClass.Never)
        .Writes(EventType.UserUpdated, EventType.UserPasswordChanged).Produces<UserResource>(StatusCodes.Status202Accepted);

    private static async Task<IResult> HandleAsync(long id, Input<UpdateUserRequest> input, Actor actor, Origin origin, UpdateUser updateUser, CancellationToken cancellationToken) =>
        (await updateUser.RunAsync(id, input, actor, cancellationToken)).ToAccepted("Failed to update user", user => user.ToResource(origin));

    public async Task<Result<User>> RunAsync(long id, Input<UpdateUserRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        var isAdmin = actor.Can(Right.Administer);
        var isSelf = id == 0 || id == actor.UserId;
        if (!isSelf && !isAdmin)
        {
            return Failure.Forbidden();
        }

        await using var transaction = await db.BeginAsync(cancellationToken);
        var found = await FindAsync(isSelf ? actor.UserId : id, actor, cancellationToken);
        if (found is not { } at)
        {
            return Failure.NotFound();
        }

        var before = at.User;
        var now = clock.Now();
        var after = UserChange.Apply(before, input.Value, now);
        var grants = before.Role != after.Role || before.Active != after.Active;
        if (!isAdmin && (grants || before.ExternalId != after.ExternalId))
        {
            return Failure.Forbidden();
        }

        UserChange.Check(input, before, after, isSelf, at.IsOwner, at.CallerHash);
        if (input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        var isNewPassword = input.Value.NewPassword is not null;
        List<NewEvent> events = [];
        if (!UserChange.IsSame(before, after))
        {
            events.Add(new(EventType.UserUpdated, EventObject.User, before.Id));
        }

        if (isNewPassword)
        {
            after = after with { PasswordHash = Passwords.Hash(input.Value.NewPassword!) };
            events.Add(new(EventType.UserPasswordChanged, EventObject.User, before.Id));
        }

        if (events.Count == 0)
        {
            return before;
        }

        try
        {
            after = await StoreAsync(after with { UpdatedAt = now }, actor, cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return Failure.Conflict();
        }

        await db.ExecuteAsync(EventLog.Of(actor, now, events), cancellationToken);
        if (isNewPassword)
        {
            // Whoever knew the old one is out; the caller's own browser stays in.
            await endSessions.AllAsync(actor.AccountId, before.Id, actor.Kind is ActorKind.User ? actor.CredentialId : null, EndSessions.NewPassword, cancellationToken);
        }

        var touchesKeys = isNewPassword || grants || before.Email != after.Email || before.Name != after.Name;
        if (touchesKeys)
        {
            await db.ExecuteAsync(ApiKeys.Changed(actor.AccountId), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        if (touchesKeys)
        {
            keys.Forget();
        }

        return after;
    }

    private Task<Found?> FindAsync(long? id, Actor actor, CancellationToken cancellationToken) => db.FirstOrDefaultAsync(
        $"""
        select {User.Columns:raw}, id = (select owner_user_id from accounts where account_id = {actor.AccountId}),
               (select caller.password_hash from users caller where caller.account_id = {actor.AccountId} and caller.id = {actor.UserId})
        from users where account_id = {actor.AccountId} and id = {id} and deleted_at is null for update
        """,
        row => new Found(User.Read(row), row.Flag(User.ColumnCount) is true, row.Text(User.ColumnCount + 1)),
        cancellationToken);

    private Task<User> StoreAsync(User user, Actor actor, CancellationToken cancellationToken) => db.SingleAsync(
        $"""
        update users set email = {user.Email}, name = {user.Name}, role = {user.Role}, active = {user.Active}, bio = {user.Bio}, country = {user.Country},
          external_id = {user.ExternalId}, language = {user.Language}, meta = {user.Meta}, timezone = {user.Timezone}, password_hash = {user.PasswordHash},
          updated_at = {user.UpdatedAt}, deactivated_at = {user.DeactivatedAt}
        where account_id = {actor.AccountId} and id = {user.Id} returning {User.Columns:raw}
        """,
        User.Read,
        cancellationToken);

    private sealed record Found(User User, bool IsOwner, string? CallerHash);
}
