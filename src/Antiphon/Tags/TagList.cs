using Antiphon.Data;

namespace Antiphon.Tags;

/// <summary>Tags with their exact usage: what is folded plus what is not yet.</summary>
internal static class TagList
{
    /// <summary>A relation named <c>tags</c> with the columns of <see cref="Tag.Columns"/>, to stand in a from clause.</summary>
    public static Sql From(long accountId) => Sql.Of(
        $"""
        (select t.id, t.name, t.description, t.decoration, t.created_at,
                t.usage + coalesce((select sum(change) from tag_usage_changes c where c.account_id = {accountId} and c.tag_id = t.id), 0)::bigint as usage
         from tags t where t.account_id = {accountId}) tags
        """);
}
