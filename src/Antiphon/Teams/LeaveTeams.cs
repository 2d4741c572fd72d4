using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Identity;

namespace Antiphon.Teams;

/// <summary>Takes a user out of every team, inside the transaction that ends the user.</summary>
internal sealed class LeaveTeams(DeskDb db, TimeProvider clock)
{
    public Task RunAsync(long userId, Actor actor, CancellationToken cancellationToken) => db.ExecuteAsync(
        $"""
        with gone as (delete from team_members where account_id = {actor.AccountId} and user_id = {userId} returning team_id)
        {EventLog.Of(actor, EventType.TeamUpdated, EventObject.Team, clock.Now(), Sql.Of($"select team_id, null::jsonb from gone"))}
        """,
        cancellationToken);
}
