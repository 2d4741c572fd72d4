using System.Net;
using System.Text;

namespace Antiphon.Messages.Bodies;

/// <summary>
/// What a reader of the HTML sees, as plain text. One pass over any input, however broken, in linear time; nothing of it is ever rendered or loaded.
/// </summary>
internal sealed class HtmlToText
{
    // Elements whose content nobody sees. The tags of the others are markup around text.
    private static readonly HashSet<string> Unseen = new(["script", "style", "head", "title", "template", "noscript", "iframe", "object", "svg", "math"], StringComparer.OrdinalIgnoreCase);

    // Text inside these runs to their own end tag, whatever it looks like.
    private static readonly HashSet<string> Raw = new(["script", "style", "title", "iframe", "noscript", "textarea"], StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Blocks = new(
        [
            "address", "article", "aside", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "html",
            "li", "main", "nav", "section", "table", "tbody", "tfoot", "thead", "tr", "hr",
        ],
        StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Paragraphs = new(["p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "pre"], StringComparer.OrdinalIgnoreCase);

    private readonly string html;
    private readonly StringBuilder text;
    private int at;
    private int breaks;
    private bool space;
    private int preformatted;
    private int unseen;
    private string? hiding;

    private HtmlToText(string html)
    {
        this.html = html;
        text = new StringBuilder(html.Length / 2);
    }

    public static string Convert(string html) => new HtmlToText(html).Run();

    private string Run()
    {
        while (at < html.Length)
        {
            var tag = html.IndexOf('<', at);
            var end = tag < 0 ? html.Length : tag;
            if (end > at)
            {
                AppendText(html.AsSpan(at, end - at));
            }

            at = end;
            if (at < html.Length && !TryTag())
            {
                AppendText("<");
                at++;
            }
        }

        return text.ToString();
    }

    /// <summary>Reads what begins with the "less than" sign here; answers false when it is only that sign.</summary>
    private bool TryTag()
    {
        var next = at + 1 < html.Length ? html[at + 1] : '\0';
        if (next is '!' or '?')
        {
            var comment = string.CompareOrdinal(html, at, "<!--", 0, 4) == 0;
            var close = html.IndexOf(comment ? "-->" : ">", at + 2, StringComparison.Ordinal);
            at = close < 0 ? html.Length : close + (comment ? 3 : 1);
            return true;
        }

        var isEnd = next is '/';
        var start = at + (isEnd ? 2 : 1);
        if (start >= html.Length || !char.IsAsciiLetter(html[start]))
        {
            return false;
        }

        var nameEnd = start;
        while (nameEnd < html.Length && (char.IsAsciiLetterOrDigit(html[nameEnd]) || html[nameEnd] is ':' or '-'))
        {
            nameEnd++;
        }

        var name = html[start..nameEnd];
        at = EndOfTag(nameEnd, out var selfClosing);
        if (isEnd)
        {
            Close(name);
        }
        else
        {
            Open(name, selfClosing);
        }

        return true;
    }

    /// <summary>The place behind the tag's end; quoted attributes may hold a "greater than" sign.</summary>
    private int EndOfTag(int from, out bool selfClosing)
    {
        var quote = '\0';
        for (var i = from; i < html.Length; i++)
        {
            var c = html[i];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '"' or '\'' && html[i - 1] is '=' or ' ')
            {
                quote = c;
            }
            else if (c is '>')
            {
                selfClosing = html[i - 1] is '/';
                return i + 1;
            }
        }

        selfClosing = false;
        return html.Length;
    }

    private void Open(string name, bool selfClosing)
    {
        if (Unseen.Contains(name) && !selfClosing)
        {
            Hide(name);
            return;
        }

        if (unseen > 0)
        {
            return;
        }

        if (name.Equals("br", StringComparison.OrdinalIgnoreCase))
        {
            breaks++;
            space = false;
        }
        else if (name.Equals("td", StringComparison.OrdinalIgnoreCase) || name.Equals("th", StringComparison.OrdinalIgnoreCase))
        {
            space = true;
        }
        else
        {
            BreakFor(name);
        }

        if (name.Equals("pre", StringComparison.OrdinalIgnoreCase))
        {
            preformatted++;
        }
        else if (name.Equals("li", StringComparison.OrdinalIgnoreCase))
        {
            AppendText("- ");
        }
    }

    private void Close(string name)
    {
        if (unseen > 0)
        {
            if (name.Equals(hiding, StringComparison.OrdinalIgnoreCase) && --unseen == 0)
            {
                hiding = null;
            }

            return;
        }

        BreakFor(name);
        if (preformatted > 0 && name.Equals("pre", StringComparison.OrdinalIgnoreCase))
        {
            preformatted--;
        }
    }

    private void Hide(string name)
    {
        if (hiding is null)
        {
            hiding = name;
            unseen = 1;
        }
        else if (name.Equals(hiding, StringComparison.OrdinalIgnoreCase))
        {
            unseen++;
        }

        if (Raw.Contains(name))
        {
            var close = html.IndexOf($"</{name}", at, StringComparison.OrdinalIgnoreCase);
            at = close < 0 ? html.Length : close;
        }
    }

    /// <summary>Blocks begin on a line of their own, paragraphs behind an empty one.</summary>
    private void BreakFor(string name)
    {
        var wanted = Paragraphs.Contains(name) ? 2 : Blocks.Contains(name) ? 1 : 0;
        if (wanted > 0)
        {
            breaks = Math.Max(breaks, wanted);
            space = false;
        }
    }

    private void AppendText(ReadOnlySpan<char> raw)
    {
        if (unseen > 0)
        {
            return;
        }

        var decoded = raw.Contains('&') ? WebUtility.HtmlDecode(raw.ToString()).AsSpan() : raw;
        foreach (var c in decoded)
        {
            if (preformatted > 0 && c is '\n')
            {
                breaks++;
            }
            else if (preformatted == 0 && c is ' ' or '\t' or '\n' or '\r' or '\f')
            {
                space = true;
            }
            else if (c is not ('\0' or '\r' or '\u200B' or '\u00AD' or '\uFEFF'))
            {
                Append(c is '\u00A0' ? ' ' : c);
            }
        }
    }

    private void Append(char c)
    {
        // What the text begins and ends with is nobody's line break.
        if (text.Length > 0)
        {
            if (breaks > 0)
            {
                text.Append('\n', breaks);
            }
            else if (space)
            {
                text.Append(' ');
            }
        }

        breaks = 0;
        space = false;
        text.Append(c);
    }
}
