using System.Text.Json.Nodes;
using Antiphon.Accounts;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Events.Dispatch;
using Antiphon.Identity;
using Antiphon.Slas.Clocks;

namespace Antiphon.Slas.Policies;

/// <summary>What every change of an account's policies has in common; all of it happens in the transaction of the change.</summary>
internal sealed class SlaPolicyChanges(DeskDb db, EventSubscriptions subscriptions)
{
    /// <summary>Lets one change follow another: positions are without holes, and what is subscribed depends on all policies.</summary>
    public Task LockAsync(long accountId, CancellationToken cancellationToken) => db.ExecuteAsync(AccountLock.Take(accountId), cancellationToken);

    /// <summary>Tells the change, lets the tickets be watched as long as there is a policy or an open clock, and lets open clocks be set anew.</summary>
    /// <param name="actor">Who did it.</param>
    /// <param name="change">What, such as <c>sla-policy-created</c>.</param>
    /// <param name="policy">Its id and name; null for all.</param>
    /// <param name="at">When.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task FollowAsync(Actor actor, string change, (long Id, string Name)? policy, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var data = new JsonObject { ["change"] = change, ["sla_policy"] = policy is { } one ? new JsonObject { ["id"] = one.Id, ["name"] = one.Name } : null };
        await db.ExecuteAsync(EventLog.Of(actor, at, [new(EventType.AccountUpdated, EventObject.Account, actor.AccountId, data)]), cancellationToken);
        var isWatched = await db.SingleAsync(
            $"""
            select exists (select from sla_policies where account_id = {actor.AccountId} and deactivated_at is null) or exists (select from ticket_slas where account_id = {actor.AccountId} and is_open)
            """,
            row => row.GetBoolean(0),
            cancellationToken);
        await subscriptions.SetAsync(actor.AccountId, WatchSlas.Name, isWatched ? WatchSlas.Types : [], cancellationToken);
        foreach (var statement in RecountSlas.Begin(actor.AccountId, at))
        {
            await db.ExecuteAsync(statement, cancellationToken);
        }
    }
}
