using System.Globalization;
using System.Net;
using Antiphon.Accounts;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;
using Antiphon.Limits;

namespace Antiphon.Users.Invitations;

/// <summary>
/// An invited user chooses a password. The token is the credential, and it works once: unknown, expired and used ones look alike, and a wrong one counts
/// as a failed login of its source address.
/// </summary>
internal sealed class AcceptInvitation(DeskDb db, TimeProvider clock, CallerAddress address)
{
    // Beside the page, which sends a form to the same address.
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder app) =>
        app.MapPost("/invitations/{token}", HandleAsync).Produces(StatusCodes.Status204NoContent);

    private static async Task<IResult> HandleAsync(string token, HttpContext http, AcceptInvitation acceptInvitation, FailedLogins failedLogins, CancellationToken cancellationToken)
    {
        if (http.Request.HasFormContentType)
        {
            return await InvitationPage.ChosenAsync(token, http, acceptInvitation, failedLogins, cancellationToken);
        }

        var input = await Input<AcceptInvitationRequest>.BindAsync(http);
        var source = http.Connection.RemoteIpAddress ?? IPAddress.None;
        if (failedLogins.Check(source) is { Allowed: false } held)
        {
            http.Response.Headers["Retry-after"] = held.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
            await ApiError.WriteAsync(http, StatusCodes.Status429TooManyRequests, ApiError.TooManyRequests, null, cancellationToken);
            return Results.Empty;
        }

        var accepted = await acceptInvitation.RunAsync(http.Account().Id, token, input, cancellationToken);
        if (accepted.Failure is Failure.Missing)
        {
            failedLogins.Record(source);
        }

        return accepted.ToNoContent("Failed to accept invitation");
    }

    /// <summary>Whose invitation it is; null when it works no more. Asking does not use it up.</summary>
    public Task<string?> AddressOfAsync(long accountId, string token, CancellationToken cancellationToken) => db.FirstOrDefaultAsync(
        $"""
        select u.email from user_invitations i join users u on u.account_id = i.account_id and u.id = i.user_id
        where i.account_id = {accountId} and i.token_hash = {InviteUser.Hash(token)} and i.accepted_at is null and i.expires_at > {clock.Now()} and u.active and u.deleted_at is null
        """,
        row => row.GetString(0),
        cancellationToken);

    public async Task<Result<Done>> RunAsync(long accountId, string token, Input<AcceptInvitationRequest> input, CancellationToken cancellationToken)
    {
        var hash = InviteUser.Hash(token);
        var open = Sql.Of($"account_id = {accountId} and token_hash = {hash} and accepted_at is null and expires_at > {clock.Now()}");
        if (await db.FirstOrDefaultAsync($"select user_id from user_invitations where {open}", row => (long?)row.GetInt64(0), cancellationToken) is null)
        {
            return Failure.NotFound();
        }

        var password = input.Value.Password;
        UserFields.CheckPassword(input.Errors.Required("password", password), "password", password);
        if (input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        var passwordHash = Passwords.Hash(password!);
        await using var transaction = await db.BeginAsync(cancellationToken);
        var now = clock.Now();
        // The row decides once more, so of two that race only one sets the password.
        var user = await db.FirstOrDefaultAsync(
            $"""
            with accepted as (update user_invitations set accepted_at = {now} where {open} returning user_id)
            update users set password_hash = {passwordHash}, updated_at = {now}
            where account_id = {accountId} and id = (select user_id from accepted) and active and deleted_at is null
            returning {User.Columns:raw}
            """,
            User.Read,
            cancellationToken);
        if (user is null)
        {
            return Failure.NotFound();
        }

        var self = Actor.Person(accountId, user.Id, user.Role, address.Value);
        await db.ExecuteAsync(EventLog.Of(self, now, [new(EventType.UserPasswordChanged, EventObject.User, user.Id)]), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return default(Done);
    }
}
