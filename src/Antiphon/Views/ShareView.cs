using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Views;

/// <summary>Replaces the users and teams that a view is shared with, inside the transaction that makes or changes it.</summary>
internal sealed class ShareView(DeskDb db)
{
    /// <summary>Notes ids that are no user's and no team's; the locks keep the others from being deleted before the commit.</summary>
    public async Task CheckAsync(IReadOnlyList<long> users, IReadOnlyList<long> teams, FieldErrors errors, Actor actor, CancellationToken cancellationToken)
    {
        if (users.Count > 0)
        {
            var known = await db.ListAsync(
                $"select id from users where account_id = {actor.AccountId} and id = any({users.ToArray()}) and deleted_at is null order by id for key share",
                row => row.GetInt64(0),
                cancellationToken);
            Note(errors.Under("shared_with_users"), users, known, "User");
        }

        if (teams.Count > 0)
        {
            var known = await db.ListAsync(
                $"select id from teams where account_id = {actor.AccountId} and id = any({teams.ToArray()}) order by id for key share", row => row.GetInt64(0), cancellationToken);
            Note(errors.Under("shared_with_teams"), teams, known, "Team");
        }
    }

    public async Task RunAsync(long viewId, IReadOnlyList<long> users, IReadOnlyList<long> teams, Actor actor, CancellationToken cancellationToken) => await db.BatchAsync(
        [
            Sql.Of($"delete from view_users where account_id = {actor.AccountId} and view_id = {viewId}"),
            Sql.Of($"delete from view_teams where account_id = {actor.AccountId} and view_id = {viewId}"),
            Sql.Of(
                $"""
                insert into view_users (account_id, view_id, user_id, position)
                select {actor.AccountId}, {viewId}, id, place from unnest({users.Distinct().ToArray()}) with ordinality shared (id, place)
                """),
            Sql.Of(
                $"""
                insert into view_teams (account_id, view_id, team_id, position)
                select {actor.AccountId}, {viewId}, id, place from unnest({teams.Distinct().ToArray()}) with ordinality shared (id, place)
                """),
        ],
        (_, _) => Task.FromResult(default(Done)),
        cancellationToken);

    private static void Note(FieldErrors errors, IReadOnlyList<long> ids, List<long> known, string kind)
    {
        for (var i = 0; i < ids.Count; i++)
        {
            errors.AddIf(!known.Contains(ids[i]), i, $"{kind} {ids[i]} does not exist.");
        }
    }
}
