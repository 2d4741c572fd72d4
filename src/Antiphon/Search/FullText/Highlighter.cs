using System.Text;

namespace Antiphon.Search.FullText;

/// <summary>Shows where the words of a search stand in a text: HTML, escaped, with <c>em</c> around each of them.</summary>
internal static class Highlighter
{
    private const int Before = 60;
    private const int Length = 180;

    /// <summary>The whole text, or null when nothing in it is marked.</summary>
    public static string? Whole(string? text, IReadOnlyList<Mark> marks)
    {
        var hits = Hits(text ?? "", marks);
        return hits.Count == 0 ? null : Render(text!, 0..text!.Length, hits);
    }

    /// <summary>Fragments of that text which shows most of what is looked for; of equal ones the first in the list.</summary>
    public static IReadOnlyList<string> Fragments(IEnumerable<string> texts, IReadOnlyList<Mark> marks, int most)
    {
        var best = texts
            .Select(text => (Text: text, Hits: Hits(text, marks)))
            .Where(found => found.Hits.Count > 0)
            .OrderByDescending(found => found.Hits.Select(hit => hit.Mark).Distinct().Count())
            .FirstOrDefault();
        return best.Text is null ? [] : [.. Windows(best.Text, best.Hits).Take(most).Select(window => Render(best.Text, window, best.Hits))];
    }

    private static List<(Range Span, Mark Mark)> Hits(string text, IReadOnlyList<Mark> marks)
    {
        var hits = new List<(Range, Mark)>();
        foreach (var span in marks.Count == 0 ? [] : Folding.Spans(text))
        {
            var word = Folding.Fold(text[span]);
            foreach (var mark in marks.Where(mark => mark.Fits(word)).Take(1))
            {
                hits.Add((span, mark));
            }
        }

        return hits;
    }

    private static IEnumerable<Range> Windows(string text, List<(Range Span, Mark Mark)> hits)
    {
        var end = 0;
        foreach (var (span, _) in hits)
        {
            if (end > 0 && span.End.Value <= end)
            {
                continue;
            }

            var start = Boundary(text, Math.Max(end, span.Start.Value - Before), forward: true, span.Start.Value);
            end = Boundary(text, Math.Min(text.Length, Math.Max(start + Length, span.End.Value)), forward: false, span.End.Value);
            yield return start..end;
        }
    }

    // A fragment begins and ends between words where it can.
    private static int Boundary(string text, int at, bool forward, int limit)
    {
        if (at == 0 || at == text.Length)
        {
            return at;
        }

        for (var i = at; forward ? i < limit : i > limit; i += forward ? 1 : -1)
        {
            if (char.IsWhiteSpace(forward ? text[i - 1] : text[i]))
            {
                return i;
            }
        }

        return forward ? limit : Math.Max(limit, char.IsLowSurrogate(text[at]) ? at - 1 : at);
    }

    private static string Render(string text, Range window, List<(Range Span, Mark Mark)> hits)
    {
        var html = new StringBuilder();
        var at = window.Start.Value;
        foreach (var (span, _) in hits.Where(hit => hit.Span.Start.Value >= window.Start.Value && hit.Span.End.Value <= window.End.Value))
        {
            Escape(html, text.AsSpan(at, span.Start.Value - at));
            html.Append("<em>");
            Escape(html, text.AsSpan(span.Start.Value, span.End.Value - span.Start.Value));
            html.Append("</em>");
            at = span.End.Value;
        }

        Escape(html, text.AsSpan(at, window.End.Value - at));
        return html.ToString().Trim();
    }

    private static void Escape(StringBuilder html, ReadOnlySpan<char> text)
    {
        foreach (var letter in text)
        {
            _ = letter switch
            {
                '&' => html.Append("&amp;"),
                '<' => html.Append("&lt;"),
                '>' => html.Append("&gt;"),
                '"' => html.Append("&quot;"),
                '\'' => html.Append("&#39;"),
                _ => html.Append(letter),
            };
        }
    }
}
