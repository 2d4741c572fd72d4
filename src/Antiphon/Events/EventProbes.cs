using Antiphon.Data;

namespace Antiphon.Events;

/// <summary>
/// Events of some types or users, found by asking the index once per type and user for no more than a page. <c>type = any(…)</c> leaves PostgreSQL
/// the choice to walk the whole log in order of time and drop what does not fit, which it takes for a prepared statement, since it cannot know that
/// the type is rare: 400 ms in a log of a million events, where a probe takes a fraction of one.
/// </summary>
internal static class EventProbes
{
    /// <summary>A relation named <c>events</c> to end a statement up to its where clause; <paramref name="tail"/> bounds each probe as it will the whole.</summary>
    public static Sql From(long accountId, string[]? types, long[]? users, Sql tail) => Sql.Of(
        $"(select found.* from {Probes(accountId, types, users)} cross join lateral (select * from events where account_id = {accountId}{Match(users)}{tail}) found) events where true");

    private static Sql Probes(long accountId, string[]? types, long[]? users) => (types, users) switch
    {
        (null, { }) => Sql.Of($"unnest({users}) person (user_id) cross join lateral ({TypesOf(accountId)}) wanted"),
        ({ }, null) => Sql.Of($"unnest({types}) wanted (type)"),
        ({ }, { }) => Sql.Of($"unnest({users}) person (user_id) cross join unnest({types}) wanted (type)"),
        _ => throw new ArgumentException("Without types and users there is nothing to probe for.", nameof(types)),
    };

    private static Sql Match(long[]? users) =>
        users is null ? Sql.Of($" and type = wanted.type") : Sql.Of($" and user_id = person.user_id and type = wanted.type");

    // Which types a user's events have, by hopping from one to the next in the index instead of reading them all.
    private static Sql TypesOf(long accountId) => Sql.Of(
        $"""
        with recursive known as (
          (select type from events where account_id = {accountId} and user_id = person.user_id order by type limit 1)
          union all
          select (select type from events where account_id = {accountId} and user_id = person.user_id and type > known.type order by type limit 1)
          from known where known.type is not null)
        select type from known where type is not null
        """);
}
