using Npgsql;

namespace Antiphon.Sandbox.Snapshots;

/// <summary>Rows of an account in and out of a table, as bytes. Names come from the catalog and are quoted; a <c>copy</c> takes no parameters.</summary>
internal static class SnapshotStream
{
    // So many bytes at most are in one row of the database, and in memory.
    public const int PieceBytes = 8 * 1024 * 1024;

    public static async Task<List<byte[]>> ReadAsync(NpgsqlConnection connection, SnapshotTable table, long accountId, CancellationToken cancellationToken)
    {
        var command = $"copy (select {Names(table.Columns)} from {Quote(table.Name)} where account_id = {accountId} order by {Names(table.Key)}) to stdout (format binary)";
        await using var rows = await connection.BeginRawBinaryCopyAsync(command, cancellationToken);
        var pieces = new List<byte[]>();
        while (true)
        {
            var buffer = new byte[PieceBytes];
            var filled = await rows.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            if (filled > 0)
            {
                pieces.Add(filled == buffer.Length ? buffer : buffer[..filled]);
            }

            if (filled < buffer.Length)
            {
                return pieces;
            }
        }
    }

    public static async Task WriteAsync(NpgsqlConnection connection, string table, IReadOnlyList<string> columns, IEnumerable<byte[]> pieces, CancellationToken cancellationToken)
    {
        await using var rows = await connection.BeginRawBinaryCopyAsync($"copy {Quote(table)} ({Names(columns)}) from stdin (format binary)", cancellationToken);
        foreach (var piece in pieces)
        {
            await rows.WriteAsync(piece, cancellationToken);
        }
    }

    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Select(Quote));
}
