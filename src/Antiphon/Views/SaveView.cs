using Antiphon.Accounts;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Language;

namespace Antiphon.Views;

/// <summary>What creating and updating a view have in common: checks, limits and sharing. Works in the caller's transaction.</summary>
internal sealed class SaveView(DeskDb db, ShareView shareView)
{
    public const int MostShared = 500;
    public const int MostPrivate = 20;

    /// <summary>Checks a view as it is to become, and answers its filter; null when anything is wrong.</summary>
    public async Task<Filter?> CheckAsync(View view, ViewDecoration? decoration, IReadOnlyList<long> users, IReadOnlyList<long> teams, FieldErrors errors, Actor actor, CancellationToken cancellationToken)
    {
        ViewRules.Check(errors, view, decoration, users, teams);
        var filter = ViewFilter.Read(view.Filters, view.Type, errors);
        if (view.Visibility == View.Private)
        {
            errors.AddIf(actor.UserId is null, "visibility", "A private view needs a user to own it.");
        }

        await shareView.CheckAsync(users, teams, errors, actor, cancellationToken);
        if (view.Visibility == View.Private)
        {
            errors.AddIf(users.Any(id => id != actor.UserId), "shared_with_users", "A private view belongs to its owner alone.");
            errors.AddIf(teams.Count > 0, "shared_with_teams", "A private view belongs to its owner alone.");
        }

        return errors.Any ? null : filter;
    }

    /// <summary>Notes when one view more of that visibility would be too many.</summary>
    public async Task CheckRoomAsync(string visibility, FieldErrors errors, Actor actor, CancellationToken cancellationToken)
    {
        await db.ExecuteAsync(AccountLock.Take(actor.AccountId), cancellationToken);
        var count = await db.SingleAsync(
            $"""
            select count(*) from views v where v.account_id = {actor.AccountId} and v.category = 'user' and (v.visibility = 'private') = {visibility == View.Private}
              and (v.visibility <> 'private' or exists (
                select from view_users s where s.account_id = {actor.AccountId} and s.view_id = v.id and s.user_id = {actor.UserId}))
            """,
            row => row.GetInt64(0),
            cancellationToken);
        errors.AddIf(visibility == View.Private && count >= MostPrivate, "visibility", $"A user has at most {MostPrivate} private views.");
        errors.AddIf(visibility != View.Private && count >= MostShared, "visibility", $"An account has at most {MostShared} public and shared views.");
    }

    public Task ShareAsync(long id, View view, IReadOnlyList<long> users, IReadOnlyList<long> teams, Actor actor, CancellationToken cancellationToken) =>
        view.Visibility == View.Private ? shareView.RunAsync(id, [actor.UserId!.Value], [], actor, cancellationToken) : shareView.RunAsync(id, users, teams, actor, cancellationToken);
}
