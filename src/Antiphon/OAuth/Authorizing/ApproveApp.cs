using Antiphon.Audit;
using Antiphon.Data;
using Antiphon.Identity;
using Antiphon.Identity.SignIn;
using Antiphon.Identity.SignIn.Sessions;

namespace Antiphon.OAuth.Authorizing;

/// <summary>Someone approves an app: a grant, and a code for it that lives ten minutes.</summary>
internal sealed class ApproveApp(DeskDb db, TimeProvider clock, CallerAddress address)
{
    public static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(10);

    public async Task<string> RunAsync(long accountId, AuthorizeRequest request, SessionHolder person, CancellationToken cancellationToken)
    {
        var code = OAuthSecret.NewCode();
        var now = clock.Now();
        var self = new Actor(accountId, person.UserId, person.Role, ActorKind.User, person.Id, Actor.NewContext()) { From = address.Value };
        await db.ExecuteAsync(
            $"""
            with granted as (
              insert into app_grants (account_id, app_id, user_id, scopes, created_at)
              values ({accountId}, {request.App.Id}, {person.UserId}, {request.Scopes.ToArray()}, {now}) returning id),
            told as ({AuditLog.Of(self, AuditAction.AppApproved, AuditObject.AppGrant, now, Sql.Of($"select id, null::jsonb from granted"))})
            insert into oauth_codes (account_id, hash, grant_id, redirect_uri, code_challenge, nonce, authenticated_at, created_at, expires_at)
            select {accountId}, {OpaqueToken.Hash(code)}, id, {request.RedirectUri}, {request.CodeChallenge}, {request.Nonce}, {person.SignedInAt}, {now}, {now + CodeLifetime} from granted
            """,
            cancellationToken);
        return code;
    }

    /// <summary>Whether the same person has approved the same app with all of these scopes before.</summary>
    public async Task<bool> WasApprovedAsync(long accountId, AuthorizeRequest request, SessionHolder person, CancellationToken cancellationToken) =>
        await db.FirstOrDefaultAsync(
            $"""
            select true from app_grants
            where account_id = {accountId} and app_id = {request.App.Id} and user_id = {person.UserId} and revoked_at is null and scopes @> {request.Scopes.ToArray()}
              and exists (select from oauth_tokens t where t.account_id = {accountId} and t.grant_id = app_grants.id)
            limit 1
            """,
            row => row.GetBoolean(0),
            cancellationToken);
}
