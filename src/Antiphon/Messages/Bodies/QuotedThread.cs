using System.Text.RegularExpressions;

namespace Antiphon.Messages.Bodies;

/// <summary>
/// Finds the quoted thread and the signature below an e-mail's own words, where mail programs mark them beyond doubt. In doubt nothing is stripped:
/// a reader can scroll past a quote, but not read what was cut away.
/// </summary>
internal static partial class QuotedThread
{
    private const int LongestSignature = 15;

    public static StrippedBody Strip(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var end = Trim(lines, StartOfQuote(lines));
        var start = Array.FindIndex(lines, 0, end, line => line is "-- " or "--");
        string? signature = null;
        if (start > 0 && end - start - 1 is > 0 and <= LongestSignature)
        {
            signature = Join(lines, start + 1, end);
            end = Trim(lines, start);
        }

        var own = Join(lines, 0, end);
        return own.Length == 0 || (signature is null && own == text.ReplaceLineEndings("\n").Trim()) ? default : new StrippedBody(own, null, signature);
    }

    private static int StartOfQuote(string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            if (OriginalMessagePattern().IsMatch(lines[i]))
            {
                return i;
            }

            // "On … somebody wrote:" may be folded over two lines, and everything below must be quoted.
            if (IntroductionPattern().IsMatch(lines[i]) && IsQuoted(lines, i + 1))
            {
                return i;
            }

            if (lines[i].StartsWith("On ", StringComparison.Ordinal) && i + 1 < lines.Length && IntroductionPattern().IsMatch($"{lines[i]} {lines[i + 1]}") && IsQuoted(lines, i + 2))
            {
                return i;
            }
        }

        var last = lines.Length;
        while (last > 0 && (lines[last - 1].StartsWith('>') || string.IsNullOrWhiteSpace(lines[last - 1])))
        {
            last--;
        }

        return last;
    }

    private static bool IsQuoted(string[] lines, int from)
    {
        var rest = lines.Skip(from).Where(line => !string.IsNullOrWhiteSpace(line));
        return rest.Any() && rest.All(line => line.StartsWith('>'));
    }

    private static int Trim(string[] lines, int end)
    {
        while (end > 0 && string.IsNullOrWhiteSpace(lines[end - 1]))
        {
            end--;
        }

        return end;
    }

    private static string Join(string[] lines, int start, int end) => string.Join('\n', lines, start, end - start).Trim();

    [GeneratedRegex(@"^On .{5,200} wrote:\s*$", RegexOptions.NonBacktracking)]
    private static partial Regex IntroductionPattern();

    [GeneratedRegex(@"^-{2,} ?Original Message ?-{2,}\s*$", RegexOptions.NonBacktracking)]
    private static partial Regex OriginalMessagePattern();
}
