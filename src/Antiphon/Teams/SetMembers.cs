using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Teams;

/// <summary>Replaces the members of a team, inside the transaction that makes or changes it.</summary>
internal sealed class SetMembers(DeskDb db)
{
    /// <summary>Answers whether anything changed; ids that are no user's end up in <paramref name="errors"/> and change nothing.</summary>
    public async Task<bool> RunAsync(long teamId, IReadOnlyList<TeamMemberRequest> members, FieldErrors errors, Actor actor, CancellationToken cancellationToken)
    {
        var ids = members.Select(member => member.Id!.Value).ToList();
        // The lock keeps a member from being deleted between this check and the commit.
        var known = await db.ListAsync(
            $"select id from users where account_id = {actor.AccountId} and id = any({ids.ToArray()}) and deleted_at is null order by id for share",
            row => row.GetInt64(0),
            cancellationToken);
        var list = errors.Under("members");
        for (var i = 0; i < ids.Count; i++)
        {
            list.Under(i).AddIf(!known.Contains(ids[i]), "id", $"User {ids[i]} does not exist.");
        }

        var before = await db.ListAsync(
            $"select user_id from team_members where account_id = {actor.AccountId} and team_id = {teamId} order by position", row => row.GetInt64(0), cancellationToken);
        var after = ids.Distinct().ToArray();
        if (errors.Any || before.SequenceEqual(after))
        {
            return false;
        }

        await db.ExecuteAsync($"delete from team_members where account_id = {actor.AccountId} and team_id = {teamId}", cancellationToken);
        await db.ExecuteAsync(
            $"""
            insert into team_members (account_id, team_id, user_id, position)
            select {actor.AccountId}, {teamId}, user_id, position from unnest({after}) with ordinality member (user_id, position)
            """,
            cancellationToken);
        return true;
    }
}
