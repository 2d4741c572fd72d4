using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Identity.SignIn;

namespace Antiphon.Users.Invitations;

/// <summary>Invites a user again who has not chosen a password yet: the letter was lost, or came too late. The earlier link stops working.</summary>
internal sealed class ReinviteUser(DeskDb db, InviteUser inviteUser, AccountMail mail)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPost("/users/{id:long}/invitation", HandleAsync).RequireScope(Scope.UsersWrite, Right.Administer)
        .Classed(CallClass.Never).Extension().Writes(EventType.UserInvited).Produces<InvitationResource>(StatusCodes.Status202Accepted);

    private static async Task<IResult> HandleAsync(long id, Actor actor, Origin origin, ReinviteUser reinviteUser, CancellationToken cancellationToken) =>
        (await reinviteUser.RunAsync(id, origin, actor, cancellationToken)).ToAccepted("Failed to invite user", invitation => new InvitationResource(invitation.UserId, invitation.Email, invitation.ExpiresAt));

    public async Task<Result<Invitation>> RunAsync(long id, Origin origin, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        if (await db.FirstOrDefaultAsync($"select {User.Columns:raw} from users where account_id = {actor.AccountId} and id = {id} and deleted_at is null for update", User.Read, cancellationToken) is not { } user)
        {
            return Failure.NotFound();
        }

        if (!user.Active || user.Role is Roles.Bot)
        {
            return Failure.Conflict("Bots and deactivated users do not sign in.");
        }

        if (await db.SingleAsync($"select password_hash is not null from users where account_id = {actor.AccountId} and id = {id}", row => row.GetBoolean(0), cancellationToken))
        {
            return Failure.Conflict("The user has chosen a password already. Who has forgotten it chooses another at /password-reset.");
        }

        var invitation = await inviteUser.RunAsync(user, origin, actor, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        invitation.Post(mail);
        return invitation;
    }
}
