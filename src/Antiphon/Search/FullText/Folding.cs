using System.Globalization;
using System.Text;

namespace Antiphon.Search.FullText;

/// <summary>Texts without case and accents, as the database folds them (<c>search_fold</c>), for what is compared outside of it.</summary>
internal static class Folding
{
    // A table, because a server may run without the culture data that could take a letter and its accent apart.
    private const string Table =
        "a àáâãäåāăąǎ,c çćĉċč,d ďđð,e èéêëēĕėęě,g ĝğġģ,h ĥħ,i ìíîïĩīĭįı,j ĵ,k ķ,l ĺļľŀł,n ñńņňŋ,o òóôõöøōŏőǒ,r ŕŗř,s śŝşšș,t ţťŧț,u ùúûüũūŭůűųǔ,w ŵ,y ýÿŷ,z źżž,ss ß,ae æ,oe œ,th þ";

    private static readonly Dictionary<char, string> Letters = Table.Split(',')
        .Select(line => line.Split(' '))
        .SelectMany(line => line[1], (line, letter) => KeyValuePair.Create(letter, line[0]))
        .ToDictionary();

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
