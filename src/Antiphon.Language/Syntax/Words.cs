using System.Collections.Frozen;

namespace Antiphon.Language.Syntax;

internal static class Words
{
    /// <summary>Words of JavaScript that cannot be a name there. Behind a dot and before a colon they can.</summary>
    public static FrozenSet<string> Reserved { get; } = FrozenSet.Create(
        "break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete", "do", "else", "enum", "export", "extends", "false",
        "finally", "for", "function", "if", "import", "in", "instanceof", "new", "null", "return", "super", "switch", "this", "throw", "true", "try",
        "typeof", "var", "void", "while", "with");
}
