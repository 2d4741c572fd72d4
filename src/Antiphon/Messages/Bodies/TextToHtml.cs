using System.Text;

namespace Antiphon.Messages.Bodies;

/// <summary>Text as HTML that shows the same: everything escaped, a block for each line and a break for each empty one.</summary>
internal static class TextToHtml
{
    public static string Convert(string text)
    {
        var html = new StringBuilder(text.Length + 64);
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.IsEmpty)
            {
                html.Append("<br>");
                continue;
            }

            html.Append("<div>");
            AppendLine(html, line);
            html.Append("</div>");
        }

        return html.ToString();
    }

    private static void AppendLine(StringBuilder html, ReadOnlySpan<char> line)
    {
        for (var i = 0; i < line.Length; i++)
        {
            var inWord = i > 0 && i < line.Length - 1 && line[i - 1] is not ' ';
            _ = line[i] switch
            {
                '&' => html.Append("&amp;"),
                '<' => html.Append("&lt;"),
                '>' => html.Append("&gt;"),
                '"' => html.Append("&quot;"),
                // HTML shows a run of spaces as one, and those at the ends of a line not at all.
                ' ' when !inWord => html.Append("&nbsp;"),
                var other => html.Append(other),
            };
        }
    }
}
