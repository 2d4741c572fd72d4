using Antiphon.Accounts;
using Antiphon.Audit;
using Antiphon.Data;
using Antiphon.Identity;
using Antiphon.Identity.SignIn;
using Antiphon.OAuth.Apps;

namespace Antiphon.OAuth.Tokens;

/// <summary>
/// <c>POST /oauth/revoke</c> (RFC 7009): an app gives a token back. A refresh token takes its whole family along. A token that is unknown, or another app's,
/// is answered like one that was revoked.
/// </summary>
internal sealed class RevokeToken(DeskDb db, TimeProvider clock, RevokeGrants revokeGrants, ApiKeys keys, CallerAddress address)
{
    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/oauth/revoke", HandleAsync);

    private static async Task<IResult> HandleAsync(HttpContext http, ClientCall call, RevokeToken revoke, CancellationToken cancellationToken)
    {
        var (client, refusal) = await call.ReadAsync(http, cancellationToken);
        if (client is null)
        {
            return refusal!;
        }

        if (client.Parameters["token"] is not { } token)
        {
            return OAuthError.InvalidRequest("The token is missing.").ToResult(http);
        }

        await revoke.RunAsync(http.Account().Id, client.App, token, cancellationToken);
        return OAuthAnswer.Empty(http);
    }

    public async Task RunAsync(long accountId, App app, string token, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        var hash = OpaqueToken.Hash(token);
        var kept = await db.FirstOrDefaultAsync(
            $"""
            select t.grant_id, t.is_refresh from oauth_tokens t join app_grants g on g.account_id = t.account_id and g.id = t.grant_id
            where t.account_id = {accountId} and t.hash = {hash} and g.app_id = {app.Id}
            """,
            row => ((long GrantId, bool IsRefresh)?)(row.GetInt64(0), row.GetBoolean(1)),
            cancellationToken);
        if (kept is not { } found)
        {
            return;
        }

        if (found.IsRefresh)
        {
            await revokeGrants.OneAsync(accountId, found.GrantId, "given-back", cancellationToken);
        }
        else
        {
            var now = clock.Now();
            await db.ExecuteAsync($"update oauth_tokens set revoked_at = coalesce(revoked_at, {now}) where account_id = {accountId} and hash = {hash}", cancellationToken);
            await db.ExecuteAsync(AuditLog.OfGrants(accountId, AuditAction.TokenRevoked, now, address.Value, Sql.Of($"g.id = {found.GrantId}"), null), cancellationToken);
            await db.ExecuteAsync(ApiKeys.Changed(accountId), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        keys.Forget();
    }
}
