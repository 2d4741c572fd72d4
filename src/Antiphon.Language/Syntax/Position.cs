namespace Antiphon.Language.Syntax;

/// <summary>A place in a text, as in ESTree's <c>loc</c>.</summary>
/// <param name="Line">From 1; 0 only in the program of an empty text.</param>
/// <param name="Column">From 0, in UTF-16 units.</param>
public readonly record struct Position(int Line, int Column);

/// <summary>From the first character of something to behind its last.</summary>
public readonly record struct Span(Position Start, Position End);
