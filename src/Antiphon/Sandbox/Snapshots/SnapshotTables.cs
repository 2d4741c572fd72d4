using Antiphon.Data;

namespace Antiphon.Sandbox.Snapshots;

/// <summary>A table that belongs to a snapshot.</summary>
/// <param name="Name">Of the table.</param>
/// <param name="Columns">Those that are stored; the others follow from them.</param>
/// <param name="Key">Its primary key.</param>
internal sealed record SnapshotTable(string Name, string[] Columns, string[] Key);

/// <summary>Which tables are part of a snapshot: all that have an account, so that a new one is part of it by itself.</summary>
internal sealed class SnapshotTables(DeskDb db)
{
    /// <summary>What has an account and stays as it is, and why.</summary>
    public static readonly IReadOnlyDictionary<string, string> Left = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["api_key_usage"] = "counts of ordinary hours, written at any time",
        ["limit_buckets"] = "the rate limit, which goes by ordinary time",
        ["sandbox_pieces"] = "the snapshots themselves",
        ["sandbox_snapshots"] = "the snapshots themselves",
        ["sandboxes"] = "the clock, which is set back by itself",
        ["secret_keys"] = "what is sealed in a snapshot is sealed with them, and nodes remember them",
        ["signing_keys"] = "what was signed with them stays valid, and nodes remember them",
    };

    public Task<List<SnapshotTable>> ListAsync(CancellationToken cancellationToken) => db.ListAsync(
        $"""
        select c.relname::text,
          array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum),
          array(select a.attname::text from pg_index i cross join lateral unnest(i.indkey) with ordinality key (number, place) join pg_attribute a on a.attrelid = i.indrelid and a.attnum = key.number
            where i.indrelid = c.oid and i.indisprimary order by key.place)
        from pg_class c
        where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and c.relname <> all({Left.Keys.ToArray()})
          and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'account_id' and not a.attisdropped)
        order by 1
        """,
        row => new SnapshotTable(row.GetString(0), row.GetFieldValue<string[]>(1), row.GetFieldValue<string[]>(2)),
        cancellationToken);
}
