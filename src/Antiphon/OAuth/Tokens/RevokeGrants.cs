using System.Text.Json.Nodes;
using Antiphon.Audit;
using Antiphon.Data;
using Antiphon.Identity;

namespace Antiphon.OAuth.Tokens;

/// <summary>Ends approvals, and with each the family of its tokens, inside the caller's transaction. Whoever commits calls <see cref="ApiKeys.Forget"/>.</summary>
internal sealed class RevokeGrants(DeskDb db, TimeProvider clock, CallerAddress address)
{
    /// <summary>What an app's own call led to, and why.</summary>
    public async Task OneAsync(long accountId, long grantId, string reason, CancellationToken cancellationToken)
    {
        var data = new JsonObject { ["reason"] = reason };
        await db.ExecuteAsync(
            AuditLog.OfGrants(accountId, AuditAction.GrantRevoked, clock.Now(), address.Value, Sql.Of($"g.id = {grantId} and g.revoked_at is null"), data), cancellationToken);
        await RunAsync(accountId, Sql.Of($"id = {grantId}"), cancellationToken);
    }

    public Task OfAppAsync(long accountId, long appId, CancellationToken cancellationToken) => RunAsync(accountId, Sql.Of($"app_id = {appId}"), cancellationToken);

    private async Task RunAsync(long accountId, Sql which, CancellationToken cancellationToken)
    {
        await db.ExecuteAsync($"update app_grants set revoked_at = {clock.Now()} where account_id = {accountId} and revoked_at is null and {which}", cancellationToken);
        await db.ExecuteAsync(ApiKeys.Changed(accountId), cancellationToken);
    }
}
