using Antiphon.Data;
using Npgsql;
using NpgsqlTypes;

namespace Antiphon.Audit.Chain;

/// <summary>Where a chain ends, and where it begins since retention last took rows away.</summary>
internal sealed record ChainState(long Number, byte[] Hash, long AnchorNumber, byte[] AnchorHash)
{
    public static readonly ChainState Empty = new(0, new byte[AuditDigest.Bytes], 0, new byte[AuditDigest.Bytes]);

    public const string Columns = "number, hash, anchor_number, anchor_hash";

    public static ChainState Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.GetInt64(2), row.GetFieldValue<byte[]>(3));
}

/// <summary>The chain of an account, held by one transaction at a time.</summary>
internal sealed class AuditChain(DeskDb db)
{
    /// <summary>Takes the chain until the open transaction ends. What the next statement reads was committed before.</summary>
    public async Task<ChainState> LockAsync(long accountId, CancellationToken cancellationToken)
    {
        await db.ExecuteAsync($"insert into audit_chains (account_id) values ({accountId}) on conflict do nothing", cancellationToken);
        return await db.SingleAsync($"select {ChainState.Columns:raw} from audit_chains where account_id = {accountId} for update", ChainState.Read, cancellationToken);
    }

    /// <summary>Makes the chain longer, and answers its new end.</summary>
    public async Task<ChainState> AppendAsync(long accountId, ChainState end, IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        using var digest = new AuditDigest();
        var chained = new List<ChainedEntry>(entries.Count);
        foreach (var entry in entries)
        {
            var hash = digest.Of(accountId, end.Number + 1, entry, end.Hash);
            chained.Add(new ChainedEntry(accountId, end.Number + 1, entry, end.Hash, hash));
            end = end with { Number = end.Number + 1, Hash = hash };
        }

        await db.ExecuteAsync(
            $"""
            insert into audit_log ({ChainedEntry.Columns:raw})
            select {accountId}, * from unnest(
              {chained.Select(row => row.Number).ToArray()}, {Column(chained, row => row.Entry.CreatedAt.ToUniversalTime(), NpgsqlDbType.TimestampTz)},
              {Texts(chained, row => row.Entry.Action)}, {Texts(chained, row => row.Entry.ObjectType)}, {Column(chained, row => row.Entry.ObjectId, NpgsqlDbType.Bigint)},
              {Column(chained, row => row.Entry.UserId, NpgsqlDbType.Bigint)}, {Texts(chained, row => row.Entry.Actor)}, {Column(chained, row => row.Entry.ActorId, NpgsqlDbType.Bigint)},
              {Column(chained, row => row.Entry.Context, NpgsqlDbType.Uuid)}, {Texts(chained, row => row.Entry.From)}, {Texts(chained, row => row.Entry.Data)},
              {Texts(chained, row => row.Entry.Before)}, {Texts(chained, row => row.Entry.After)}, {Column(chained, row => row.PreviousHash, NpgsqlDbType.Bytea)},
              {Column(chained, row => row.Hash, NpgsqlDbType.Bytea)})
            """,
            cancellationToken);
        await db.ExecuteAsync($"update audit_chains set number = {end.Number}, hash = {end.Hash} where account_id = {accountId}", cancellationToken);
        return end;
    }

    private static string[] Texts(List<ChainedEntry> rows, Func<ChainedEntry, string?> value) => [.. rows.Select(row => value(row)!)];

    private static NpgsqlParameter<T[]> Column<T>(List<ChainedEntry> rows, Func<ChainedEntry, T> value, NpgsqlDbType type) =>
        new() { TypedValue = [.. rows.Select(value)], NpgsqlDbType = NpgsqlDbType.Array | type };
}
