using Antiphon.Data;

namespace Antiphon.Http;

/// <summary>
/// Where requests for a merged customer or ticket lead. One hop always reaches the survivor, because a merge rewrites the rows that led to its source.
/// </summary>
internal static class MergedObjects
{
    /// <summary>Notes a merge, inside the transaction that makes it.</summary>
    public static IReadOnlyList<Sql> Note(long accountId, string objectType, long source, long survivor, DateTimeOffset at) =>
    [
        Sql.Of($"update merged_objects set survivor_id = {survivor} where account_id = {accountId} and object_type = {objectType} and survivor_id = {source}"),
        Sql.Of($"insert into merged_objects (account_id, object_type, id, survivor_id, merged_at) values ({accountId}, {objectType}, {source}, {survivor}, {at})"),
    ];

    /// <summary>Forgets what was merged into objects that are deleted now: a redirect to nowhere helps nobody.</summary>
    public static Sql Forget(long accountId, string objectType, long[] survivors) =>
        Sql.Of($"delete from merged_objects where account_id = {accountId} and object_type = {objectType} and survivor_id = any({survivors})");

    /// <summary>The object that a merged one lives on in, or null.</summary>
    public static Task<long?> SurvivorAsync(DeskDb db, long accountId, string objectType, long id, CancellationToken cancellationToken) =>
        db.FirstOrDefaultAsync(
            $"select survivor_id from merged_objects where account_id = {accountId} and object_type = {objectType} and id = {id}",
            row => (long?)row.GetInt64(0),
            cancellationToken);
}
