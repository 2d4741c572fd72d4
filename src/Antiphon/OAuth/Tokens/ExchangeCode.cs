using System.Text.Json.Nodes;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Identity.SignIn;
using Antiphon.OAuth.Apps;
using Antiphon.OAuth.Discovery;
using Npgsql;

namespace Antiphon.OAuth.Tokens;

/// <summary>
/// Exchanges a code for tokens, once. A code that comes a second time was stolen by one of the two who sent it, so what the first got dies as well
/// (RFC 6749, section 4.1.2).
/// </summary>
internal sealed class ExchangeCode(DeskDb db, TimeProvider clock, IssueTokens issueTokens, RevokeGrants revokeGrants, IdTokens idTokens, ApiKeys keys)
{
    public async Task<(JsonObject? Answer, OAuthError? Error)> RunAsync(long accountId, App app, TokenParameters parameters, Origin issuer, CancellationToken cancellationToken)
    {
        var (kept, answer, error) = await TakeAsync(accountId, app, parameters, cancellationToken);
        if (answer is not null)
        {
            await idTokens.AddAsync(answer, accountId, issuer, app, kept!.UserId, kept.Scopes, kept.Nonce, kept.AuthenticatedAt, cancellationToken);
        }

        return (answer, error);
    }

    private async Task<(KeptCode? Kept, JsonObject? Answer, OAuthError? Error)> TakeAsync(long accountId, App app, TokenParameters parameters, CancellationToken cancellationToken)
    {
        if (parameters["code"] is not { } code)
        {
            return (null, null, OAuthError.InvalidRequest("The code is missing."));
        }

        await using var transaction = await db.BeginAsync(cancellationToken);
        var hash = OpaqueToken.Hash(code);
        var kept = await db.FirstOrDefaultAsync(
            $"""
            select c.grant_id, g.app_id, g.scopes, c.redirect_uri, c.code_challenge, c.used_at is not null, c.expires_at,
              g.revoked_at is null and u.active and u.deleted_at is null, u.id, c.nonce, c.authenticated_at
            from oauth_codes c
            join app_grants g on g.account_id = c.account_id and g.id = c.grant_id
            join users u on u.account_id = g.account_id and u.id = g.user_id
            where c.account_id = {accountId} and c.hash = {hash} for update of c
            """,
            KeptCode.Read,
            cancellationToken);
        if (kept is null || kept.AppId != app.Id)
        {
            // Another app's code stays good for the app that it was made for.
            return (null, null, OAuthError.InvalidGrant("The code is unknown, or was made for another client."));
        }

        if (kept.IsUsed)
        {
            await revokeGrants.OneAsync(accountId, kept.GrantId, "code-used-again", cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            keys.Forget();
            return (null, null, OAuthError.InvalidGrant("The code was used before. What was issued on it is revoked."));
        }

        await db.ExecuteAsync($"update oauth_codes set used_at = {clock.Now()} where account_id = {accountId} and hash = {hash}", cancellationToken);
        var error = Complaint(kept, parameters);
        var answer = error is null ? await issueTokens.RunAsync(accountId, kept.GrantId, kept.Scopes, kept.Scopes, cancellationToken) : null;
        await transaction.CommitAsync(cancellationToken);
        return (kept, answer, error);
    }

    private OAuthError? Complaint(KeptCode kept, TokenParameters parameters) => parameters["code_verifier"] switch
    {
        _ when kept.ExpiresAt <= clock.Now() => OAuthError.InvalidGrant("The code has expired."),
        _ when !kept.IsAlive => OAuthError.InvalidGrant("The approval was withdrawn."),
        _ when kept.RedirectUri != parameters["redirect_uri"] => OAuthError.InvalidGrant("The redirect URI is not the one of the authorization."),
        null when kept.Challenge is not null => OAuthError.InvalidGrant("The code verifier is missing."),
        // Someone stripped the challenge on the way (RFC 9700, section 2.1.1).
        not null when kept.Challenge is null => OAuthError.InvalidGrant("The authorization had no code challenge."),
        { } verifier when !Pkce.Matches(verifier, kept.Challenge!) => OAuthError.InvalidGrant("The code verifier is wrong."),
        _ => null,
    };

    private sealed record KeptCode(
        long GrantId, long AppId, IReadOnlyList<string> Scopes, string RedirectUri, string? Challenge, bool IsUsed, DateTimeOffset ExpiresAt, bool IsAlive,
        long UserId, string? Nonce, DateTimeOffset AuthenticatedAt)
    {
        public static KeptCode Read(NpgsqlDataReader row) => new(
            row.GetInt64(0), row.GetInt64(1), row.GetFieldValue<string[]>(2), row.GetString(3), row.Text(4), row.GetBoolean(5), row.Time(6), row.GetBoolean(7),
            row.GetInt64(8), row.Text(9), row.Time(10));
    }
}
