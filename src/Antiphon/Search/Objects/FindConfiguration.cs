using System.Globalization;
using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Identity;
using Antiphon.Tags;
using Antiphon.Teams;
using Antiphon.Users;

namespace Antiphon.Search.Objects;

/// <summary>Users, teams, tags and integrations: few enough to be read through, so they need no index of words.</summary>
internal sealed class FindConfiguration(DeskDb db)
{
    public async Task<IReadOnlyList<JsonElement>> RunAsync(Wanted wanted, Actor actor, CancellationToken cancellationToken)
    {
        var account = actor.AccountId;
        return wanted.Type switch
        {
            SearchType.Agent => await db.ListAsync(
                $"""
                select {User.Columns:raw} from users
                where account_id = {account} and deleted_at is null{Matching(Sql.Of($"search_words(name || ' ' || email)"), wanted)}
                order by (search_fold(name) = search_fold({wanted.Query}) or lower(email) = lower({wanted.Query})) desc, updated_at desc, id desc limit {wanted.Size}
                """,
                row => FoundItem.Of(User.Read(row).ToResource(wanted.Origin)),
                cancellationToken),
            SearchType.Team => await db.ListAsync(
                Team.Select(account) + Matching(Sql.Of($"search_words(t.name)"), wanted)
                + Sql.Of($" order by (search_fold(t.name) = search_fold({wanted.Query})) desc, t.created_at desc, t.id desc limit {wanted.Size}"),
                row => FoundItem.Of(Team.Read(row).ToResource()),
                cancellationToken),
            SearchType.Tag => await db.ListAsync(
                $"""
                select {Tag.Columns:raw} from {TagList.From(account)} where id in (
                  select id from tags where account_id = {account}{Matching(Sql.Of($"document"), wanted)}
                  order by (search_fold(name) = search_fold({wanted.Query})) desc, created_at desc, id desc limit {wanted.Size})
                order by (search_fold(name) = search_fold({wanted.Query})) desc, created_at desc, id desc
                """,
                row => FoundItem.Of(Tag.Read(row).ToResource()),
                cancellationToken),
            SearchType.Integration => await db.ListAsync(
                $"""
                select id, name, type, address, deactivated_at from integrations
                where account_id = {account}{Matching(Sql.Of($"search_words(name || ' ' || coalesce(address, ''))"), wanted)}
                order by (search_fold(name) = search_fold({wanted.Query}) or lower(address) = lower({wanted.Query})) desc nulls last, created_at desc, id desc limit {wanted.Size}
                """,
                row => FoundItem.Of(new FoundIntegrationResource(
                    row.GetInt64(0), row.GetString(1), row.GetString(2), row.Text(3), row.TimeOrNull(4), string.Create(CultureInfo.InvariantCulture, $"/api/integrations/{row.GetInt64(0)}/"))),
                cancellationToken),
            _ => [],
        };
    }

    private static Sql Matching(Sql words, Wanted wanted) => wanted.IsEmpty ? Sql.Empty : Sql.Of($" and {words} @@ (select search_prefixes({wanted.Query}))");
}
