using System.Text.RegularExpressions;

namespace Antiphon.Search.Phones;

/// <summary>A number in any spelling, read as E.164. What names no country belongs to the account's region.</summary>
internal static partial class PhoneNumber
{
    /// <summary>Where numbers without a country belong when the account does not say.</summary>
    public const string FallbackRegion = "US";

    // Fewer digits are a house number or a quantity; more are no number of any country (E.164 allows 15, and the codes to dial abroad stand before).
    private const int FewestDigits = 6;
    private const int MostDigits = 19;

    /// <summary>Whether a text is a phone number and nothing else.</summary>
    public static bool IsOne(string text) => Digits(text).Length is >= FewestDigits and <= MostDigits && Spelling().IsMatch(text);

    /// <summary>
    /// The ways in which the database may hold this number (see <c>search_phone</c>): E.164 first, then without its country and without its plus. Empty
    /// when the text is no number.
    /// </summary>
    public static IReadOnlyList<string> Spellings(string text, string region)
    {
        if (!IsOne(text))
        {
            return [];
        }

        var (home, digits) = (CallingCodes.Of(region) ?? CallingCodes.Of(FallbackRegion)!, Digits(text.Replace("(0)", "", StringComparison.Ordinal)));
        if (Abroad(text, digits, home) is { } international)
        {
            return international.StartsWith(home, StringComparison.Ordinal)
                ? ["+" + international, international[home.Length..].TrimStart('0'), international]
                : ["+" + international, international];
        }

        var national = digits.TrimStart('0');
        // Italy dials the zero from abroad as well; Russia's zero is an eight.
        var significant = home switch { "39" => digits, "7" when digits is ['8', .. var rest] && digits.Length == 11 => rest, _ => national };
        return [.. new[] { $"+{home}{significant}", significant.TrimStart('0'), home + significant, national }.Distinct(StringComparer.Ordinal)];
    }

    // With a plus, with a code to dial abroad, or with the country's own code and nothing before it.
    private static string? Abroad(string text, string digits, string home) => digits switch
    {
        _ when text.TrimStart().StartsWith('+') => digits.TrimStart('0'),
        ['0', '0', .. var rest] => rest,
        ['0', '1', '1', .. var rest] when home is "1" && rest.Length > 7 => rest,
        ['1', ..] when home is "1" && digits.Length == 11 => digits,
        ['7', ..] when home is "7" && digits.Length == 11 => digits,
        _ when home.Length > 1 && digits.StartsWith(home, StringComparison.Ordinal) && digits.Length - home.Length >= 8 => digits,
        _ => null,
    };

    private static string Digits(string text) => new([.. text.Where(char.IsAsciiDigit)]);

    [GeneratedRegex(@"^\s*\+?[0-9\s().\-/]+$", RegexOptions.NonBacktracking)]
    private static partial Regex Spelling();
}
