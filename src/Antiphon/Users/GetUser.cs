using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Users;

/// <summary>Reads one user; the id 0 is the caller, and clients use it to check their credentials, so it needs no scope.</summary>
internal sealed class GetUser(DeskDb db)
{
    private const string Msg = "Failed to get user";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/users/{id:long}", HandleAsync).RequireScope(Scope.UsersRead, Right.Read).Produces<UserResource>();
        api.MapGet("/users/0", HandleCallerAsync).RequireScope(null, Right.Read).Classed(CallClass.Own).Produces<UserResource>();
    }

    private static async Task<IResult> HandleAsync(long id, Actor actor, Origin origin, GetUser getUser, CancellationToken cancellationToken) =>
        (await getUser.RunAsync(id, actor, cancellationToken)).ToOk(Msg, user => user.ToResource(origin));

    private static Task<IResult> HandleCallerAsync(Actor actor, Origin origin, GetUser getUser, CancellationToken cancellationToken) =>
        HandleAsync(0, actor, origin, getUser, cancellationToken);

    public async Task<Result<User>> RunAsync(long id, Actor actor, CancellationToken cancellationToken)
    {
        var wanted = id == 0 ? actor.UserId : id;
        var user = await db.FirstOrDefaultAsync(
            $"select {User.Columns:raw} from users where account_id = {actor.AccountId} and id = {wanted} and deleted_at is null",
            User.Read,
            cancellationToken);
        return user is null ? Failure.NotFound() : user;
    }
}
