using Antiphon.Audit;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;

namespace Antiphon.Identity.SignIn.Reset;

/// <summary>Sends someone who forgot their password a link. Whether the address is anybody's is never told: the caller has nothing to tell from.</summary>
internal sealed class RequestPasswordReset(DeskDb db, TimeProvider clock, SignInAttempts attempts, AccountMail mail, CallerAddress from)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    public async Task RunAsync(long accountId, string email, Origin origin, CancellationToken cancellationToken)
    {
        if (!await attempts.TakeAsync(AttemptKind.Reset, accountId, email, cancellationToken))
        {
            return;
        }

        var token = OpaqueToken.New();
        var now = clock.Now();
        // An earlier link of the same person stops working.
        var address = await db.FirstOrDefaultAsync(
            $"""
            with asked as (
              insert into password_resets (account_id, user_id, token_hash, created_at, expires_at)
              select {accountId}, id, {OpaqueToken.Hash(token)}, {now}, {now + Lifetime} from users
              where account_id = {accountId} and lower(email) = lower({email.Trim()}) and deleted_at is null and active and role <> {Roles.Bot}
              on conflict (account_id, user_id) do update set token_hash = excluded.token_hash, created_at = excluded.created_at, expires_at = excluded.expires_at
              returning user_id),
            told as ({AuditLog.Of(Actor.Person(accountId, null, "", from.Value), AuditAction.PasswordResetAsked, EventObject.User, now, Sql.Of($"select user_id, null::jsonb from asked"))})
            select email from users where account_id = {accountId} and id = (select user_id from asked)
            """,
            row => row.GetString(0),
            cancellationToken);
        if (address is not null)
        {
            mail.Post(accountId, address, "Choose a new password", Text(origin.To($"/password-reset/{token}")));
        }
    }

    private static string Text(string link) =>
        $"""
        Somebody, probably you, asked for a new password for your helpdesk.

        Choose it here within an hour:
        {link}

        If it was not you, there is nothing to do: your password is what it was.
        """;
}
