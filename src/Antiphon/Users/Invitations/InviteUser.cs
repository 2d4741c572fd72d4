using System.Security.Cryptography;
using System.Text;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Identity.SignIn;

namespace Antiphon.Users.Invitations;

/// <summary>What an invited user gets to read: the link is the only place where the token stands in clear text.</summary>
internal sealed record Invitation(long AccountId, long UserId, string Email, string Name, string Link, DateTimeOffset ExpiresAt)
{
    public void Post(AccountMail mail) => mail.Post(AccountId, Email, "You are invited to a helpdesk", $"""
        Hello {Name},

        you have a place in a helpdesk. Choose your password here within seven days:
        {Link}

        If you did not expect this, there is nothing to do.
        """);
}

/// <summary>
/// Makes an invitation, inside the caller's transaction; an earlier one of the same user stops working. Whoever commits
/// posts it, so that nobody is invited by what did not happen.
/// </summary>
internal sealed class InviteUser(DeskDb db, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private const int TokenLength = 64;

    /// <summary>Tokens have 256 random bits, so a quick hash hides them well enough.</summary>
    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    public async Task<Invitation> RunAsync(User user, Origin origin, Actor actor, CancellationToken cancellationToken)
    {
        var token = RandomNumberGenerator.GetHexString(TokenLength, lowercase: true);
        var now = clock.Now();
        var expires = now + Lifetime;
        await db.ExecuteAsync(
            $"""
            with invited as (
              insert into user_invitations (account_id, user_id, token_hash, created_at, expires_at) values ({actor.AccountId}, {user.Id}, {Hash(token)}, {now}, {expires})
              on conflict (account_id, user_id) do update
              set token_hash = excluded.token_hash, created_at = excluded.created_at, expires_at = excluded.expires_at, accepted_at = null
              returning user_id)
            {EventLog.Of(actor, EventType.UserInvited, EventObject.User, now, Sql.Of($"select user_id, null::jsonb from invited"))}
            """,
            cancellationToken);
        return new Invitation(actor.AccountId, user.Id, user.Email, user.Name, origin.To($"/invitations/{token}"), expires);
    }
}
