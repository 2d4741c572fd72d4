using System.Globalization;
using System.Text;

namespace Antiphon.Search.FullText;

/// <summary>Texts without case and accents, as the database folds them (<c>search_fold</c>), for what is compared outside of it.</summary>
internal static class Folding
{
    private static readonly Dictionary<char, string> Letters = new()
    {
        ['ß'] = "ss", ['æ'] = "ae", ['œ'] = "oe", ['ø'] = "o", ['đ'] = "d", ['ð'] = "d", ['ł'] = "l", ['þ'] = "th", ['ı'] = "i",
    };

    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var letter in text.Normalize(NormalizationForm.FormD).Where(letter => CharUnicodeInfo.GetUnicodeCategory(letter) is not UnicodeCategory.NonSpacingMark))
        {
            var lower = char.ToLowerInvariant(letter);
            folded.Append(Letters.TryGetValue(lower, out var spelled) ? spelled : lower.ToString());
        }

        return folded.ToString();
    }

    /// <summary>The folded words of a text, in their order.</summary>
    public static IEnumerable<string> Words(string text) => Spans(text).Select(span => Fold(text[span]));

    /// <summary>Where the words of a text stand: runs of letters and digits.</summary>
    public static IEnumerable<Range> Spans(string text)
    {
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var inWord = i < text.Length && (char.IsLetterOrDigit(text[i]) || (start >= 0 && CharUnicodeInfo.GetUnicodeCategory(text[i]) is UnicodeCategory.NonSpacingMark));
            if (inWord && start < 0)
            {
                start = i;
            }
            else if (!inWord && start >= 0)
            {
                yield return start..i;
                start = -1;
            }
        }
    }
}
