namespace Antiphon.Language;

/// <summary>
/// What "whatever its case" means: two texts are alike when they fold to the same. Folding maps every code point alone to Unicode's simple lower case, so it
/// knows no language and keeps the number of code points. PostgreSQL does the same with <c>lower(x collate "pg_c_utf8")</c>, and never with the column's own collation.
/// </summary>
public static class Folding
{
    /// <summary>The text in simple lower case.</summary>
    public static string Fold(string text) =>
        // U+0130 is the one code point that .NET's invariant mapping leaves alone although Unicode maps it to i (and thus PostgreSQL does).
        text.Replace('\u0130', 'i').ToLowerInvariant();
}
