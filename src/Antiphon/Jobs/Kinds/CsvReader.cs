using System.Text;

namespace Antiphon.Jobs.Kinds;

/// <summary>Reads CSV (RFC 4180) that is in memory as a whole; lines may end in any way, and rows without a cell are none.</summary>
internal static class CsvReader
{
    public static List<List<string>> Read(string text)
    {
        var rows = new List<List<string>>();
        var row = new List<string>();
        var cell = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (isQuoted)
            {
                if (letter != '"')
                {
                    cell.Append(letter);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    cell.Append('"');
                    i++;
                }
                else
                {
                    isQuoted = false;
                }
            }
            else if (letter == '"' && cell.Length == 0)
            {
                isQuoted = true;
            }
            else if (letter == ',')
            {
                End(row, cell);
            }
            else if (letter == '\n')
            {
                EndRow(rows, ref row, cell);
            }
            else if (letter != '\r')
            {
                cell.Append(letter);
            }
        }

        EndRow(rows, ref row, cell);
        return rows;
    }

    private static void EndRow(List<List<string>> rows, ref List<string> row, StringBuilder cell)
    {
        End(row, cell);
        if (row.Count > 1 || row[0].Length > 0)
        {
            rows.Add(row);
        }

        row = [];
    }

    // The mark that keeps spreadsheets from running a cell is no part of it.
    private static void End(List<string> row, StringBuilder cell)
    {
        var text = cell.ToString();
        row.Add(text is ['\'', '=' or '+' or '-' or '@' or '\t' or '\r', ..] ? text[1..] : text);
        cell.Clear();
    }
}
