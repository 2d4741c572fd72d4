using System.Globalization;

namespace Antiphon.Cli;

/// <summary>Columns of text for a terminal; what reads them by program splits at two or more spaces.</summary>
internal static class Table
{
    public static async Task WriteAsync(TextWriter output, string[] heads, IReadOnlyList<string[]> rows)
    {
        var widths = heads.Select((head, column) => rows.Select(row => row[column].Length).Append(head.Length).Max()).ToArray();
        foreach (var row in (IEnumerable<string[]>)[heads, .. rows])
        {
            await output.WriteLineAsync(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }

    public static string Time(DateTimeOffset? at) => at?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "-";
}
