using System.Text.Json.Nodes;
using Antiphon.Audit;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Accounts;

/// <summary>Takes away a host that <see cref="AddHost"/> gave.</summary>
internal sealed class RemoveHost(DeskDb db, TimeProvider clock, AccountDirectory directory)
{
    public async Task<Result<string>> RunAsync(long accountId, string host, CancellationToken cancellationToken)
    {
        var name = host.Trim().TrimEnd('.').ToLowerInvariant();
        await using var transaction = await db.BeginAsync(cancellationToken);
        if (await db.ExecuteAsync($"delete from account_hosts where account_id = {accountId} and host = {name}", cancellationToken) == 0)
        {
            return Failure.NotFound();
        }

        await db.ExecuteAsync(
            AuditLog.Of(Actor.System(accountId), AuditAction.AccountHostRemoved, EventObject.Account, accountId, clock.Now(), new JsonObject { ["host"] = name }), cancellationToken);
        await db.ExecuteAsync(Announcements.Notify(AccountDirectory.Channel, name), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        directory.Forget();
        return name;
    }
}
