using System.Data;
using System.Text.Json;
using Antiphon.Data;
using Antiphon.Sandbox.Clock;

namespace Antiphon.Sandbox.Snapshots;

/// <summary>Writes down everything of a sandbox, as it is at one moment.</summary>
internal sealed class WriteSnapshot(DeskDb db, SnapshotTables tables, AccountClock clock)
{
    /// <summary>Null when there is one of that name.</summary>
    public async Task<Snapshot?> RunAsync(long accountId, string name, bool frozen, CancellationToken cancellationToken)
    {
        // Inside another transaction it sees what that one sees; by itself, one moment of all tables.
        await using var transaction = await db.BeginAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var id = await db.FirstOrDefaultAsync(
            $"""
            insert into sandbox_snapshots (account_id, name, clock_at, frozen, created_at, numbers)
            values ({accountId}, {name}, {clock.NowOf(accountId)}, {frozen}, {clock.Real.Now()}, {new Jsonb(await NumbersAsync(accountId, cancellationToken))})
            on conflict do nothing returning id
            """,
            row => (long?)row.GetInt64(0),
            cancellationToken);
        if (id is null)
        {
            return null;
        }

        foreach (var table in await tables.ListAsync(cancellationToken))
        {
            await KeepAsync(accountId, id.Value, table, await SnapshotStream.ReadAsync(transaction.Connection, table, accountId, cancellationToken), cancellationToken);
        }

        var written = await db.SingleAsync(Snapshot.Select(accountId) + Sql.Of($" and s.id = {id}"), Snapshot.Read, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return written;
    }

    private async Task KeepAsync(long accountId, long snapshotId, SnapshotTable table, List<byte[]> pieces, CancellationToken cancellationToken)
    {
        // What an empty table gives is a head and an end.
        const int Empty = 21;
        if (pieces.Sum(piece => piece.Length) <= Empty)
        {
            return;
        }

        for (var i = 0; i < pieces.Count; i++)
        {
            await db.ExecuteAsync(
                $"""
                insert into sandbox_pieces (account_id, snapshot_id, table_name, columns, number, rows, data)
                values ({accountId}, {snapshotId}, {table.Name}, {table.Columns}, {i}, {(i == 0 ? await CountAsync(accountId, table.Name, cancellationToken) : 0)}, {pieces[i]})
                """,
                cancellationToken);
        }
    }

    private Task<long> CountAsync(long accountId, string table, CancellationToken cancellationToken) =>
        db.SingleAsync($"select sandbox_rows({accountId}, {table})", row => row.GetInt64(0), cancellationToken);

    private async Task<string> NumbersAsync(long accountId, CancellationToken cancellationToken)
    {
        var numbers = await db.ListAsync(
            $"select n.name, s.last_value from sandbox_numbered() n join pg_sequences s on s.schemaname = 'sandbox' and s.sequencename = n.name || '_' || {accountId}::text",
            row => (Name: row.GetString(0), Last: row.Long(1)),
            cancellationToken);
        return JsonSerializer.Serialize(numbers.ToDictionary(one => one.Name, one => one.Last), SnapshotJson.Default.DictionaryStringNullableInt64);
    }
}
