using Antiphon.Contract;
using Antiphon.Search.Phones;

namespace Antiphon.Search.FullText;

/// <summary>
/// Reads the language of the search field: words, <c>"phrases"</c>, <c>-without</c>, <c>from:</c>, <c>tag:</c>, <c>before:</c> and <c>after:</c>. Every text
/// means something: what is no operator is a word.
/// </summary>
internal static class TicketQueryReader
{
    // A pasted letter is no query; its beginning is.
    private const int MostTerms = 40;

    public static TicketQuery Read(string text)
    {
        if (PhoneNumber.IsOne(text))
        {
            return new TicketQuery([new Term(TermKind.Phone, text.Trim(), IsBegun: true)], null, null);
        }

        var terms = new List<Term>();
        DateTimeOffset? after = null;
        DateTimeOffset? before = null;
        var tokens = Tokens(text).Take(MostTerms).ToList();
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (token is { Operator: "before" or "after" } && WireDate.TryParse(token.Text, out var time))
            {
                // "Not before" is "after".
                if (token.Operator is "after" != token.IsExcluded)
                {
                    after = after > time ? after : time;
                }
                else
                {
                    before = before < time ? before : time;
                }

                continue;
            }

            var number = JoinNumber(tokens, i);
            if (number > 1)
            {
                terms.Add(new Term(TermKind.Phone, string.Join(' ', tokens.Skip(i).Take(number).Select(part => part.Text)), IsExcluded: token.IsExcluded));
                i += number - 1;
                continue;
            }

            terms.Add(TermOf(token, isLast: i == tokens.Count - 1));
        }

        return new TicketQuery(terms, after, before);
    }

    private static Term TermOf(Token token, bool isLast) => token switch
    {
        { Operator: "from", Text.Length: > 0 } => new Term(TermKind.From, token.Text, IsExcluded: token.IsExcluded),
        { Operator: "tag", Text.Length: > 0 } => new Term(TermKind.Tag, token.Text, IsExcluded: token.IsExcluded),
        { Operator: { } name } => new Term(TermKind.Word, $"{name} {token.Text}", IsExcluded: token.IsExcluded),
        { IsQuoted: true } => new Term(TermKind.Phrase, token.Text, IsExcluded: token.IsExcluded),
        _ when PhoneNumber.IsOne(token.Text) => new Term(TermKind.Phone, token.Text, isLast, token.IsExcluded),
        _ => new Term(TermKind.Word, token.Text, isLast && !token.IsExcluded, token.IsExcluded),
    };

    // +1 555 010 9999 among other words: the blanks belong to the number.
    private static int JoinNumber(List<Token> tokens, int first)
    {
        if (tokens[first] is not { Operator: null, IsQuoted: false, Text: ['+' or '(', ..] })
        {
            return 0;
        }

        var count = 1;
        while (first + count < tokens.Count && tokens[first + count] is { Operator: null, IsQuoted: false, IsExcluded: false } next && next.Text.All(letter => char.IsAsciiDigit(letter) || "().-/".Contains(letter, StringComparison.Ordinal)))
        {
            count++;
        }

        return PhoneNumber.IsOne(string.Join(' ', tokens.Skip(first).Take(count).Select(part => part.Text))) ? count : 0;
    }

    private static IEnumerable<Token> Tokens(string text)
    {
        var i = 0;
        while (i < text.Length)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }

            var isExcluded = text[i] == '-' && i + 1 < text.Length && !char.IsWhiteSpace(text[i + 1]);
            i += isExcluded ? 1 : 0;
            var name = OperatorAt(text, i);
            i += name is null ? 0 : name.Length + 1;
            var isQuoted = i < text.Length && text[i] == '"';
            int end;
            if (isQuoted)
            {
                i++;
                end = text.IndexOf('"', i);
                end = end < 0 ? text.Length : end;
            }
            else
            {
                end = i;
                while (end < text.Length && !char.IsWhiteSpace(text[end]))
                {
                    end++;
                }
            }

            yield return new Token(name, text[i..end], isQuoted, isExcluded);
            i = isQuoted ? end + 1 : end;
        }
    }

    private static string? OperatorAt(string text, int at)
    {
        foreach (var name in (string[])["from", "tag", "before", "after"])
        {
            if (text.Length > at + name.Length && text[at + name.Length] == ':' && string.Compare(text, at, name, 0, name.Length, StringComparison.OrdinalIgnoreCase) == 0)
            {
                return name;
            }
        }

        return null;
    }

    private sealed record Token(string? Operator, string Text, bool IsQuoted, bool IsExcluded);
}
