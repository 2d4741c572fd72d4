using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Identity;
using Antiphon.Live;

namespace Antiphon.Actions;

/// <summary>
/// Tells people of a ticket: those it names, the members of the teams it names, or else whoever the ticket is assigned to. Open live streams of theirs hear it at
/// once, and the ticket's event <c>action-executed</c> says who was told what. The contract knows the name of this action only.
/// </summary>
internal sealed class NotifyAction(DeskDb db, TimeProvider clock) : ITicketAction
{
    public const int MaxMessageLength = 500;
    public const int MostUsers = 200;

    private static readonly string[] UserNames = ["users", "user_ids", "user"];
    private static readonly string[] TeamNames = ["teams", "team_ids", "team"];
    private static readonly string[] MessageNames = ["message", "body_text", "text"];

    public async Task<ActionOutcome> RunAsync(ActionArguments arguments, ActionRun run, CancellationToken cancellationToken)
    {
        var (userField, userIds) = arguments.Ids(UserNames);
        var (teamField, teamIds) = arguments.Ids(TeamNames);
        if (userIds is null || teamIds is null)
        {
            return ActionOutcome.Wrong(userIds is null ? userField : teamField, "Lists ids.");
        }

        var message = MessageNames.Select(arguments.Text).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text))?.Trim();
        var found = await FindAsync(run, userIds, teamIds, cancellationToken);
        if (userIds.Except(found.Known).ToList() is [var noUser, ..])
        {
            return ActionOutcome.Failed("user-not-found", $"{userField}: User {noUser} does not exist.");
        }

        if (teamIds.Except(found.Teams).ToList() is [var noTeam, ..])
        {
            return ActionOutcome.Failed("team-not-found", $"{teamField}: Team {noTeam} does not exist.");
        }

        if (found.Told.Length == 0)
        {
            return ActionOutcome.Failed("no-recipient", "It names nobody, and the ticket is assigned to nobody.");
        }

        var shown = message?.Length > MaxMessageLength ? message[..MaxMessageLength] : message;
        var notification = new NotificationResource(run.TicketId, shown, run.Setting.RuleId, run.Actor.UserId, clock.Now());
        await db.ExecuteAsync(NotificationPost.Tell(new NotificationNotice(run.Actor.AccountId, found.Told, notification)), cancellationToken);
        return ActionOutcome.Done with
        {
            Details = new JsonObject { ["user_ids"] = new JsonArray([.. found.Told.Select(id => (JsonNode)id)]), ["message"] = shown },
        };
    }

    /// <summary>Which of the named there are, and who is told: people who work, not programs.</summary>
    private Task<Found> FindAsync(ActionRun run, long[] userIds, long[] teamIds, CancellationToken cancellationToken)
    {
        var account = run.Actor.AccountId;
        var named = userIds.Length + teamIds.Length > 0;
        return db.SingleAsync(
            $"""
            with assigned as (
              select case when not {named} then assignee_user_id end user_id, case when not {named} and assignee_user_id is null then assignee_team_id end team_id
              from tickets where account_id = {account} and id = {run.TicketId}),
            meant as (
              select unnest({userIds}) id union select user_id from assigned
              union select user_id from team_members where account_id = {account} and (team_id = any({teamIds}) or team_id = (select team_id from assigned)))
            select
              array(select id from users where account_id = {account} and id = any({userIds}) and active and deleted_at is null),
              array(select id from teams where account_id = {account} and id = any({teamIds})),
              array(select id from users where account_id = {account} and id in (select id from meant) and active and deleted_at is null and role <> {Roles.Bot} order by id limit {MostUsers})
            """,
            row => new Found(row.GetFieldValue<long[]>(0), row.GetFieldValue<long[]>(1), row.GetFieldValue<long[]>(2)),
            cancellationToken);
    }

    private sealed record Found(long[] Known, long[] Teams, long[] Told);
}
