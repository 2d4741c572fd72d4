using System.Text.Json.Nodes;
using Antiphon.Audit;
using Antiphon.Data;
using Antiphon.Identity.SignIn;
using Antiphon.Identity.SignIn.Sessions;
using Antiphon.OAuth.Tokens;
using Npgsql;

namespace Antiphon.Identity;

/// <summary>
/// Tells the audit log of credentials that were good once, and of sessions that are not of this account. What merely ran out, and what never was a credential,
/// is no news: it is only counted (<see cref="Limits.FailedLogins"/>).
/// </summary>
internal sealed class RefusedCredentials(NpgsqlDataSource source, Refusals refusals)
{
    private const string UserGone = "user-deactivated";
    private const string Revoked = "revoked";

    /// <summary>Looks up what a refused request came with.</summary>
    public async Task NoteAsync(HttpContext http, long accountId, CancellationToken cancellationToken)
    {
        var authorization = http.Request.Headers.Authorization;
        var refused = BearerTokens.Read(authorization) is { Length: > 0 } token ? await TokenAsync(accountId, token, cancellationToken)
            : BasicCredentials.TryParse(authorization) is { } given ? await KeyAsync(accountId, given.Key, cancellationToken)
            : authorization.Count == 0 && SessionCookie.Read(http) is { } cookie ? await SessionAsync(accountId, cookie, cancellationToken)
            : null;
        if (refused is { Reason: { } reason } known)
        {
            var actor = new Actor(accountId, known.UserId, known.Role, known.Kind, known.CredentialId, Actor.NewContext()) { From = CallerAddress.Of(http) };
            await refusals.NoteAsync(actor, known.Action, known.ObjectType, known.ObjectId, new JsonObject { ["reason"] = reason }, cancellationToken);
        }
    }

    private Task<Refused?> KeyAsync(long accountId, string key, CancellationToken cancellationToken) => new DeskDb(source).FirstOrDefaultAsync(
        $"""
        select k.id, k.user_id, u.role, case when not u.active or u.deleted_at is not null then {UserGone} when k.revoked_at is not null then {Revoked} end
        from api_keys k join users u on u.account_id = k.account_id and u.id = k.user_id
        where k.account_id = {accountId} and k.hash = {ApiKeys.Hash(key)}
        """,
        row => (Refused?)new Refused(AuditAction.ApiKeyRefused, AuditObject.ApiKey, row.GetInt64(0), row.GetInt64(1), row.GetString(2), ActorKind.ApiKey, row.GetInt64(0), row.Text(3)),
        cancellationToken);

    private Task<Refused?> TokenAsync(long accountId, string token, CancellationToken cancellationToken) => new DeskDb(source).FirstOrDefaultAsync(
        $"""
        select g.id, g.user_id, u.role, g.app_id,
          case when t.is_refresh then 'refresh-token' when not u.active or u.deleted_at is not null then {UserGone} when g.revoked_at is not null or t.revoked_at is not null then {Revoked} end
        from oauth_tokens t join app_grants g on g.account_id = t.account_id and g.id = t.grant_id join users u on u.account_id = g.account_id and u.id = g.user_id
        where t.account_id = {accountId} and t.hash = {OpaqueToken.Hash(token)}
        """,
        row => (Refused?)new Refused(AuditAction.TokenRefused, AuditObject.AppGrant, row.GetInt64(0), row.GetInt64(1), row.GetString(2), ActorKind.App, row.GetInt64(3), row.Text(4)),
        cancellationToken);

    private async Task<Refused?> SessionAsync(long accountId, string cookie, CancellationToken cancellationToken)
    {
        var hash = OpaqueToken.Hash(cookie);
        var known = await new DeskDb(source).FirstOrDefaultAsync(
            $"""
            select u.id, u.role, ended.reason from (
              select user_id, reason from ended_sessions where account_id = {accountId} and token_hash = {hash}
              union all
              select s.user_id, case when not v.active or v.deleted_at is not null then {UserGone} end
              from sessions s join users v on v.account_id = s.account_id and v.id = s.user_id where s.account_id = {accountId} and s.token_hash = {hash}) ended
            join users u on u.account_id = {accountId} and u.id = ended.user_id limit 1
            """,
            row => (Refused?)Session(row.GetInt64(0), row.GetString(1), row.Text(2)),
            cancellationToken);
        // A session of another account looks like one that never was: nothing may tell across accounts that it is somebody's.
        return known ?? Session(null, "", "unknown");
    }

    private static Refused Session(long? userId, string role, string? reason) => new(AuditAction.SessionRefused, Contract.EventObject.User, userId, userId, role, ActorKind.User, null, reason);

    private readonly record struct Refused(string Action, string ObjectType, long? ObjectId, long? UserId, string Role, string Kind, long? CredentialId, string? Reason);
}
