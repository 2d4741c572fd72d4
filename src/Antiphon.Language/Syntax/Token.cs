namespace Antiphon.Language.Syntax;

internal enum TokenKind
{
    End,
    Name,
    Text,
    Number,
    Mark,
    Error,
}

/// <param name="Kind">What it is.</param>
/// <param name="Text">As written; of an <see cref="TokenKind.Error"/> the message.</param>
/// <param name="Value">Of a text or number.</param>
/// <param name="Location">Where it stands.</param>
/// <param name="AfterNewline">A line ended between the token before and this one.</param>
internal readonly record struct Token(TokenKind Kind, string Text, Constant? Value, Span Location, bool AfterNewline)
{
    public bool Is(string mark) => Kind == TokenKind.Mark && Text == mark;

    public bool IsWord(string word) => Kind == TokenKind.Name && Text == word;

    public string Shown => Kind switch
    {
        TokenKind.End => "the end",
        _ when Text.Length > 40 => $"{Text.AsSpan(0, char.IsHighSurrogate(Text[36]) ? 36 : 37)}...",
        _ => Text,
    };
}
