using System.Text.Json.Nodes;
using Antiphon.Audit;
using Antiphon.Contract;
using Antiphon.Data;

namespace Antiphon.Identity.SignIn.Providers.Admission;

/// <summary>Which providers open a user, and taking one away. Who has no password then asks for one by mail.</summary>
internal sealed class DisconnectProvider(DeskDb db, TimeProvider clock)
{
    public async Task<IReadOnlySet<long>> ConnectedAsync(long accountId, long userId, CancellationToken cancellationToken) =>
        (await db.ListAsync($"select provider_id from user_identities where account_id = {accountId} and user_id = {userId} order by 1 limit {SignInProvider.Most}", row => row.GetInt64(0), cancellationToken)).ToHashSet();

    public Task RunAsync(long providerId, Actor self, CancellationToken cancellationToken)
    {
        var data = new Jsonb(new JsonObject { ["provider"] = providerId }.ToJsonString());
        return db.ExecuteAsync(
            $"""
            with gone as (delete from user_identities where account_id = {self.AccountId} and user_id = {self.UserId} and provider_id = {providerId} returning user_id)
            {AuditLog.Of(self, AuditAction.SignInDisconnected, EventObject.User, clock.Now(), Sql.Of($"select user_id, {data} from gone"))}
            """,
            cancellationToken);
    }
}
