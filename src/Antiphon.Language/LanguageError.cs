namespace Antiphon.Language;

/// <summary>What is wrong at one place of a text.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in UTF-16 units, as editors count. (Columns in a tree's <c>loc</c> begin with 0.)</param>
/// <param name="Message">What was expected there, one sentence without a full stop.</param>
public sealed record LanguageError(int Line, int Column, string Message)
{
    private const int MaxMessageLength = 200;

    internal LanguageError(Syntax.Position at, string message)
        : this(Math.Max(at.Line, 1), at.Column + 1, Cut(message))
    {
    }

    /// <summary>As shown to people: <c>line 1, column 4: expected ...</c></summary>
    public override string ToString() => $"line {Line}, column {Column}: {Message}";

    /// <summary>Messages quote the text, and names in it may be long.</summary>
    private static string Cut(string message) => message.Length <= MaxMessageLength
        ? message
        : $"{message.AsSpan(0, char.IsHighSurrogate(message[MaxMessageLength - 1]) ? MaxMessageLength - 1 : MaxMessageLength)}...";
}
