using System.Buffers;
using System.Globalization;
using System.Text;
using Antiphon.Files.Storing;

namespace Antiphon.Jobs.Running;

/// <summary>Lines of CSV (RFC 4180) on their way into a file, of which only those of one piece are in memory.</summary>
internal sealed class CsvLines(IncomingContent content)
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    private readonly ArrayBufferWriter<byte> buffer = new(64 * 1024);

    public void Add(IReadOnlyList<string?> cells)
    {
        for (var i = 0; i < cells.Count; i++)
        {
            Encoding.UTF8.GetBytes(i == 0 ? Cell(cells[i]) : "," + Cell(cells[i]), buffer);
        }

        Encoding.UTF8.GetBytes("\r\n", buffer);
    }

    public static string? Of(DateTimeOffset? time) => time is { } at ? Contract.WireDate.Format(at) : null;

    public static string? Of(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await content.WriteAsync(buffer.WrittenMemory, cancellationToken);
        buffer.ResetWrittenCount();
    }

    // A spreadsheet would run a cell that begins like a formula.
    private static string Cell(string? value) => value switch
    {
        null or "" => "",
        _ when value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' => $"\"'{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
        _ when value.AsSpan().ContainsAny(Quoted) => $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
        _ => value,
    };
}
