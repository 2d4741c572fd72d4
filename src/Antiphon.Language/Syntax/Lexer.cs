using System.Globalization;

namespace Antiphon.Language.Syntax;

/// <summary>Cuts a text into tokens. After an <see cref="TokenKind.Error"/> or <see cref="TokenKind.End"/> token it gives the same again.</summary>
internal sealed class Lexer(string text)
{
    private const string SingleMarks = "()[]{},.:;!-";

    private int at;
    private int line = text.Length == 0 ? 0 : 1;
    private int lineStart;

    public Token Next()
    {
        var newline = false;
        if (SkipBlank(ref newline) is { } unclosed)
        {
            return unclosed;
        }

        var start = Here;
        if (at == text.Length)
        {
            return new(TokenKind.End, "", null, new(start, start), newline);
        }

        var c = text[at];
        if (StartsName(c))
        {
            return Name(start, newline);
        }

        if (char.IsAsciiDigit(c) || (c == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])))
        {
            return Number(start, newline);
        }

        if (c is '"' or '\'')
        {
            return Text(start, newline);
        }

        if (c is '&' or '|' && at + 1 < text.Length && text[at + 1] == c)
        {
            at += 2;
            return new(TokenKind.Mark, c == '&' ? "&&" : "||", null, new(start, Here), newline);
        }

        if (SingleMarks.Contains(c, StringComparison.Ordinal))
        {
            at++;
            return new(TokenKind.Mark, c.ToString(), null, new(start, Here), newline);
        }

        return Error(start, c switch
        {
            '&' => "expected '&&'",
            '|' => "expected '||'",
            '=' or '<' or '>' => $"expected an operator call such as eq(ticket.status, 'open'), not '{c}'",
            '`' => "expected a text in single or double quotes",
            _ when char.IsSurrogate(c) || char.IsControl(c) => $"expected code, not the character U+{(int)c:X4}",
            _ => $"expected code, not '{c}'",
        });
    }

    private Position Here => new(line, at - lineStart);

    private static bool StartsName(char c) => char.IsAsciiLetter(c) || c is '_' or '$' || (c > 127 && char.IsLetter(c));

    private static bool ContinuesName(char c) =>
        StartsName(c) || char.IsAsciiDigit(c) || (c > 127 && char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark
            or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.ConnectorPunctuation);

    private static bool EndsLine(char c) => c is '\n' or '\r' or '\u2028' or '\u2029';

    private Token Name(Position start, bool newline)
    {
        var first = at;
        while (at < text.Length && ContinuesName(text[at]))
        {
            at++;
        }

        return new(TokenKind.Name, text[first..at], null, new(start, Here), newline);
    }

    private Token Number(Position start, bool newline)
    {
        var first = at;
        while (at < text.Length && (ContinuesName(text[at]) || text[at] == '.' || (text[at] is '+' or '-' && text[at - 1] is 'e' or 'E' && !Numbers.IsPrefixed(text[first..at]))))
        {
            at++;
        }

        var raw = text[first..at];
        return Numbers.TryParseLiteral(raw, out var value)
            ? new(TokenKind.Number, raw, new NumberConstant(value), new(start, Here), newline)
            : Error(start, "expected a number of at most 28 digits");
    }

    private Token Text(Position start, bool newline)
    {
        var first = at;
        var quote = text[at];
        for (at++; at < text.Length && text[at] != quote; at++)
        {
            if (text[at] is '\n' or '\r')
            {
                return Error(start, $"expected a closing {quote} on the same line");
            }

            if (text[at] == '\\' && at + 1 < text.Length)
            {
                at++;
            }

            if (EndsLine(text[at]))
            {
                EndLine();
                at--;
            }
        }

        if (at == text.Length)
        {
            return Error(start, $"expected a closing {quote}");
        }

        at++;
        var raw = text[first..at];
        var (value, problem) = TextLiterals.Unescape(raw.AsSpan(1, raw.Length - 2));
        return problem is null
            ? new(TokenKind.Text, raw, new TextConstant(value), new(start, Here), newline)
            : Error(start, problem);
    }

    private Token? SkipBlank(ref bool newline)
    {
        while (at < text.Length)
        {
            var c = text[at];
            if (EndsLine(c))
            {
                newline = true;
                EndLine();
            }
            else if (char.IsWhiteSpace(c) || c == '\uFEFF')
            {
                at++;
            }
            else if (c == '/' && at + 1 < text.Length && text[at + 1] == '/')
            {
                while (at < text.Length && !EndsLine(text[at]))
                {
                    at++;
                }
            }
            else if (c == '/' && at + 1 < text.Length && text[at + 1] == '*')
            {
                var start = Here;
                for (at += 2; at < text.Length && !(text[at] == '*' && at + 1 < text.Length && text[at + 1] == '/');)
                {
                    if (EndsLine(text[at]))
                    {
                        newline = true;
                        EndLine();
                    }
                    else
                    {
                        at++;
                    }
                }

                if (at == text.Length)
                {
                    return Error(start, "expected a closing */");
                }

                at += 2;
            }
            else
            {
                break;
            }
        }

        return null;
    }

    /// <summary>Steps over one line end; CR LF is one.</summary>
    private void EndLine()
    {
        at += text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n' ? 2 : 1;
        line++;
        lineStart = at;
    }

    private Token Error(Position start, string message)
    {
        at = text.Length;
        return new(TokenKind.Error, message, null, new(start, start), false);
    }
}
