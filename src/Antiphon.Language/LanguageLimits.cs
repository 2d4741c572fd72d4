namespace Antiphon.Language;

/// <summary>Bounds on every text of the filter and rule languages. Within them no input can overflow a stack or take noticeable time.</summary>
public static class LanguageLimits
{
    /// <summary>Longest text in UTF-16 units.</summary>
    public const int MaxLength = 100_000;

    /// <summary>
    /// Deepest nesting, of the text (parentheses, blocks) and of the tree. A chain <c>a &amp;&amp; b &amp;&amp; c</c> and an <c>else if</c> ladder are one
    /// level deeper for each link, because that is how ESTree writes them.
    /// </summary>
    public const int MaxDepth = 200;

    /// <summary>Deepest JSON that <see cref="Syntax.EsTree"/> writes; a reader with a smaller limit (many default to 64) refuses long chains.</summary>
    public const int MaxJsonDepth = (2 * MaxDepth) + 8;

    /// <summary>Most errors told about one text.</summary>
    public const int MaxErrors = 20;
}
