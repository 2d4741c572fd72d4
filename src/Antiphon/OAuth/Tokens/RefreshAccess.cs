using System.Text.Json.Nodes;
using Antiphon.Audit;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Identity.SignIn;
using Antiphon.OAuth.Apps;
using Antiphon.OAuth.Discovery;
using Npgsql;

namespace Antiphon.OAuth.Tokens;

/// <summary>
/// Exchanges a refresh token for new tokens. It is replaced with each use. A replaced one works for another minute, for clients whose answer got lost or
/// that asked twice at once; after that its use shows that two have it, and the whole family dies (RFC 9700, section 4.14).
/// </summary>
internal sealed class RefreshAccess(DeskDb db, TimeProvider clock, IssueTokens issueTokens, RevokeGrants revokeGrants, IdTokens idTokens, ApiKeys keys, Refusals refusals, CallerAddress address)
{
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);

    private const int LongestBeyond = 500;

    public async Task<(JsonObject? Answer, OAuthError? Error)> RunAsync(long accountId, App app, TokenParameters parameters, Origin issuer, CancellationToken cancellationToken)
    {
        var (kept, answer, error) = await TakeAsync(accountId, app, parameters, cancellationToken);
        if (answer is not null)
        {
            await idTokens.AddAsync(answer, accountId, issuer, app, kept!.UserId, ScopeCatalog.Split((string)answer["scope"]!), nonce: null, authenticatedAt: null, cancellationToken);
        }

        return (answer, error);
    }

    private async Task<(KeptToken? Kept, JsonObject? Answer, OAuthError? Error)> TakeAsync(long accountId, App app, TokenParameters parameters, CancellationToken cancellationToken)
    {
        if (parameters["refresh_token"] is not { } token)
        {
            return (null, null, OAuthError.InvalidRequest("The refresh token is missing."));
        }

        await using var transaction = await db.BeginAsync(cancellationToken);
        var hash = OpaqueToken.Hash(token);
        var now = clock.Now();
        var kept = await db.FirstOrDefaultAsync(
            $"""
            select t.grant_id, g.app_id, t.scopes, t.expires_at, t.replaced_at, g.revoked_at is null and u.active and u.deleted_at is null, u.id
            from oauth_tokens t
            join app_grants g on g.account_id = t.account_id and g.id = t.grant_id
            join users u on u.account_id = g.account_id and u.id = g.user_id
            where t.account_id = {accountId} and t.hash = {hash} and t.is_refresh for update of t
            """,
            KeptToken.Read,
            cancellationToken);
        if (kept is null || kept.AppId != app.Id || !kept.IsAlive || kept.ExpiresAt <= now)
        {
            return (null, null, OAuthError.InvalidGrant("The refresh token is unknown, expired, revoked, or another client's."));
        }

        if (kept.ReplacedAt is { } replaced && now - replaced > Grace)
        {
            await revokeGrants.OneAsync(accountId, kept.GrantId, "refresh-token-used-again", cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            keys.Forget();
            return (null, null, OAuthError.InvalidGrant("The refresh token was used before. Everything that was issued with it is revoked."));
        }

        var asked = parameters["scope"] is { } list ? ScopeCatalog.Split(list) : kept.Scopes;
        if (asked.Count == 0 || asked.Any(scope => !kept.Scopes.Contains(scope)))
        {
            await NoteAsync(accountId, app, kept, asked, cancellationToken);
            return (null, null, OAuthError.InvalidScope("Only scopes that were granted can be asked for."));
        }

        await db.ExecuteAsync($"update oauth_tokens set replaced_at = coalesce(replaced_at, {now}) where account_id = {accountId} and hash = {hash}", cancellationToken);
        var answer = await issueTokens.RunAsync(accountId, kept.GrantId, kept.Scopes, asked, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (kept, answer, null);
    }

    private Task NoteAsync(long accountId, App app, KeptToken kept, IReadOnlyList<string> asked, CancellationToken cancellationToken)
    {
        var actor = new Actor(accountId, kept.UserId, "", ActorKind.App, app.Id, Actor.NewContext()) { From = address.Value };
        // What is beyond the approval is the app's own text, of which the beginning is enough.
        var beyond = string.Concat(string.Join(' ', asked.Except(kept.Scopes, StringComparer.Ordinal)).Where(letter => !char.IsControl(letter)));
        var data = new JsonObject { ["granted"] = string.Join(' ', kept.Scopes), ["beyond"] = beyond[..Math.Min(beyond.Length, LongestBeyond)] };
        return refusals.NoteAsync(actor, AuditAction.ScopesRefused, AuditObject.AppGrant, kept.GrantId, data, cancellationToken);
    }

    private sealed record KeptToken(long GrantId, long AppId, IReadOnlyList<string> Scopes, DateTimeOffset ExpiresAt, DateTimeOffset? ReplacedAt, bool IsAlive, long UserId)
    {
        public static KeptToken Read(NpgsqlDataReader row) =>
            new(row.GetInt64(0), row.GetInt64(1), row.GetFieldValue<string[]>(2), row.Time(3), row.TimeOrNull(4), row.GetBoolean(5), row.GetInt64(6));
    }
}
