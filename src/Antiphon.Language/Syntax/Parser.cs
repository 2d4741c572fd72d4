namespace Antiphon.Language.Syntax;

/// <summary>
/// Recursive descent over the subset. A method that returns null has noted what it expected; the first note stands, because what follows it is guesswork.
/// </summary>
internal sealed partial class Parser
{
    private readonly Lexer lexer;
    private Token next;
    private Position lastEnd;
    private int depth;
    private LanguageError? error;

    private Parser(string text)
    {
        lexer = new(text);
        next = lexer.Next();
    }

    /// <summary>One expression or nothing, with at most one semicolon behind it.</summary>
    public static Parsed<Script> ParseFilter(string text) => Parse(text, parser => parser.FilterBody());

    /// <summary>Any number of statements.</summary>
    public static Parsed<Script> ParseRule(string text) => Parse(text, parser => parser.Statements("the end"));

    private static Parsed<Script> Parse(string text, Func<Parser, List<Statement>?> body)
    {
        if (text.Length > LanguageLimits.MaxLength)
        {
            return Parsed<Script>.Bad([new(1, 1, $"expected at most {LanguageLimits.MaxLength} characters, not {text.Length}")]);
        }

        if (text.Contains('\0', StringComparison.Ordinal) || TextLiterals.HasLoneSurrogate(text))
        {
            return Parsed<Script>.Bad([new(1, 1, "expected code without U+0000 and without half a surrogate pair")]);
        }

        var parser = new Parser(text);
        var start = parser.next.Location.Start;
        if (body(parser) is not { } statements)
        {
            return Parsed<Script>.Bad([parser.error!]);
        }

        var program = new Script([.. statements], new(start, statements.Count == 0 ? start : parser.lastEnd));
        return TreeDepth.TooDeep(program) is { } deep
            ? Parsed<Script>.Bad([new(deep.Location.Start, DepthMessage)])
            : Parsed<Script>.Good(program);
    }

    private static string DepthMessage => $"expected at most {LanguageLimits.MaxDepth} levels";

    private Token Take()
    {
        var taken = next;
        lastEnd = taken.Location.End;
        next = lexer.Next();
        return taken;
    }

    private bool TryTake(string mark)
    {
        if (!next.Is(mark))
        {
            return false;
        }

        Take();
        return true;
    }

    private bool Demand(string mark)
    {
        if (TryTake(mark))
        {
            return true;
        }

        Expected($"'{mark}'");
        return false;
    }

    private void Expected(string what) =>
        error ??= new(next.Location.Start, next.Kind == TokenKind.Error ? next.Text : $"expected {what}, not {next.Shown}");

    private bool Enter()
    {
        if (++depth <= LanguageLimits.MaxDepth)
        {
            return true;
        }

        error ??= new(next.Location.Start, DepthMessage);
        return false;
    }

    private void Leave() => depth--;
}
