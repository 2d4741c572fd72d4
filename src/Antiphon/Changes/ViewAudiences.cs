using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Identity;
using Antiphon.Views;

namespace Antiphon.Changes;

/// <summary>
/// Who may hear of some changes. A token hears of what its scopes let it read; beyond that every role may read everything but views, which are shared with some.
/// Whom they are shared with is read once for a batch of changes, however many callers get it.
/// </summary>
internal sealed class ViewAudiences
{
    public static readonly ViewAudiences None = new([]);

    private readonly Dictionary<long, Audience> audiences;

    private ViewAudiences(IEnumerable<Audience> found) => audiences = found.ToDictionary(audience => audience.ViewId);

    public static async Task<ViewAudiences> ReadAsync(DeskDb db, long accountId, IEnumerable<Change> changes, CancellationToken cancellationToken)
    {
        var views = changes.Where(change => change.ObjectType == EventObject.View).Select(change => change.ObjectId).Distinct().ToArray();
        return views.Length == 0
            ? None
            : new(await db.ListAsync(
                $"""
                select v.id, v.visibility,
                  array(select s.user_id from view_users s where s.account_id = {accountId} and s.view_id = v.id),
                  array(
                    select m.user_id from view_teams s join team_members m on m.account_id = s.account_id and m.team_id = s.team_id
                    where s.account_id = {accountId} and s.view_id = v.id)
                from views v where v.account_id = {accountId} and v.id = any({views})
                """,
                row => new Audience(row.GetInt64(0), row.GetString(1), row.GetFieldValue<long[]>(2), row.GetFieldValue<long[]>(3)),
                cancellationToken));
    }

    /// <summary>The change as the actor hears of it; null when it is none of the actor's business.</summary>
    public Change? For(Change change, Actor actor)
    {
        if (!actor.May(ChangeScopes.Of(change.ObjectType)))
        {
            return null;
        }

        if (change.ObjectType != EventObject.View)
        {
            return change;
        }

        var isOwn = change.UserId is not null && change.UserId == actor.UserId;
        if (change.IsGone)
        {
            return change.Hidden && !isOwn ? null : change;
        }

        // A view that others could see, and that this actor cannot, may have been one that the actor saw before.
        return audiences.TryGetValue(change.ObjectId, out var audience) && audience.Sees(actor) ? change
            : change.Hidden && !isOwn ? null
            : change.AsGone();
    }

    // The same decision as View.VisibleTo, of which a test keeps them equal.
    private sealed record Audience(long ViewId, string Visibility, long[] Users, long[] Members)
    {
        public bool Sees(Actor actor) =>
            Visibility == View.Public
            || (Visibility == View.Shared && actor.Can(Right.LeadDesk))
            || (actor.UserId is { } user && (Users.Contains(user) || (Visibility == View.Shared && Members.Contains(user))));
    }
}
