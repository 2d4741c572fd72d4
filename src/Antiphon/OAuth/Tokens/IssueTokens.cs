using System.Text.Json.Nodes;
using Antiphon.Audit;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Identity;
using Antiphon.Identity.SignIn;

namespace Antiphon.OAuth.Tokens;

/// <summary>Makes the tokens of a grant and the answer that carries them, inside the caller's transaction.</summary>
internal sealed class IssueTokens(DeskDb db, TimeProvider clock, CallerAddress address)
{
    public static readonly TimeSpan AccessLifetime = TimeSpan.FromHours(24);

    /// <summary>Of a refresh token that nobody uses; each use makes a new one.</summary>
    public static readonly TimeSpan RefreshLifetime = TimeSpan.FromDays(90);

    /// <param name="accountId">The account.</param>
    /// <param name="grantId">The approval that the tokens live on.</param>
    /// <param name="granted">The scopes of the approval, which the refresh token keeps.</param>
    /// <param name="asked">The scopes of the access token: those, or fewer.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<JsonObject> RunAsync(long accountId, long grantId, IReadOnlyList<string> granted, IReadOnlyList<string> asked, CancellationToken cancellationToken)
    {
        var access = OAuthSecret.NewAccessToken();
        var answer = new JsonObject
        {
            ["access_token"] = access,
            ["expires_in"] = (long)AccessLifetime.TotalSeconds,
            ["scope"] = string.Join(' ', asked),
            ["token_type"] = "bearer",
        };
        await StoreAsync(accountId, grantId, access, isRefresh: false, asked, AccessLifetime, cancellationToken);
        if (granted.Contains(Scope.Offline))
        {
            var refresh = OAuthSecret.NewRefreshToken();
            await StoreAsync(accountId, grantId, refresh, isRefresh: true, granted, RefreshLifetime, cancellationToken);
            answer["refresh_token"] = refresh;
        }

        var data = new JsonObject { ["scopes"] = string.Join(' ', asked), ["with_refresh_token"] = answer.ContainsKey("refresh_token") };
        await db.ExecuteAsync(AuditLog.OfGrants(accountId, AuditAction.TokensIssued, clock.Now(), address.Value, Sql.Of($"g.id = {grantId}"), data), cancellationToken);
        return answer;
    }

    private Task<int> StoreAsync(long accountId, long grantId, string token, bool isRefresh, IReadOnlyList<string> scopes, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        return db.ExecuteAsync(
            $"""
            insert into oauth_tokens (account_id, hash, grant_id, is_refresh, scopes, created_at, expires_at)
            values ({accountId}, {OpaqueToken.Hash(token)}, {grantId}, {isRefresh}, {scopes.ToArray()}, {now}, {now + lifetime})
            """,
            cancellationToken);
    }
}
