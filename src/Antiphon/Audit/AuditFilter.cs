using Antiphon.Data;
using Antiphon.Http.Query;

namespace Antiphon.Audit;

/// <summary>Which rows of the audit log: the same for reading and for exports.</summary>
internal static class AuditFilter
{
    public static QuerySpec Takes(QuerySpec query) => query
        .Texts("actions", description: "Any of these actions, such as user-updated or request-refused.")
        .Texts("actors", description: "Any of these kinds of actors: user, api-key, app, rule, system, command-line, database.")
        .Integers("user_ids", description: "Any of these people.")
        .Text("object_type", most: 100, description: "What was done something to, such as User, ApiKey or Integration.")
        .Integer("object_id", description: "Which one of that type.")
        .TimeRange(TimeFilter.Created);

    /// <summary>The conditions, to follow others.</summary>
    public static Sql Of(QueryValues query)
    {
        var filter = TimeFilter.Bounds(query, TimeFilter.Created, "created_at");
        filter += query.Texts("actions") is { } actions ? Sql.Of($" and action = any({actions.ToArray()})") : Sql.Empty;
        filter += query.Texts("actors") is { } actors ? Sql.Of($" and actor = any({actors.ToArray()})") : Sql.Empty;
        filter += query.Integers("user_ids") is { } users ? Sql.Of($" and user_id = any({users})") : Sql.Empty;
        filter += query.Text("object_type") is { } type ? Sql.Of($" and object_type = {type}") : Sql.Empty;
        return filter + (query.Integer("object_id") is { } id ? Sql.Of($" and object_id = {id}") : Sql.Empty);
    }
}
