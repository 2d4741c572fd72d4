using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Identity;

namespace Antiphon.Views;

/// <summary>What happens to views when a user goes, inside the transaction that ends the user: nobody else could ever see the private ones.</summary>
internal sealed class LeaveViews(DeskDb db, TimeProvider clock, DeactivateViews deactivateViews)
{
    public async Task RunAsync(long userId, Actor actor, CancellationToken cancellationToken)
    {
        await db.ExecuteAsync(
            $"""
            with gone as (
              delete from views v using view_users s
              where v.account_id = {actor.AccountId} and v.visibility = 'private' and s.account_id = {actor.AccountId} and s.view_id = v.id and s.user_id = {userId}
              returning v.id)
            {EventLog.Of(actor, EventType.ViewDeleted, EventObject.View, clock.Now(), Sql.Of($"select id, null::jsonb from gone order by id"))}
            """,
            cancellationToken);
        await db.ExecuteAsync($"delete from view_users where account_id = {actor.AccountId} and user_id = {userId}", cancellationToken);
        await deactivateViews.RunAsync([ViewReference.User(userId)], actor, cancellationToken);
    }
}
