using System.Globalization;
using System.Text.RegularExpressions;

namespace Antiphon.Sandbox.Clock;

/// <summary>How far a clock is moved, as people type it: <c>3d</c>, <c>2h30m</c>, <c>90s</c>.</summary>
internal static partial class TimeSpans
{
    public const string Expected = "Must be a span such as 3d, 2h30m or 90s, of weeks, days, hours, minutes and seconds, ten years at most.";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(3653);

    public static bool TryParse(string text, out TimeSpan span)
    {
        span = TimeSpan.Zero;
        if (text.Length == 0 || Pattern().Match(text) is not { Success: true } parts)
        {
            return false;
        }

        span = TimeSpan.FromDays((7 * Number(parts, "w")) + Number(parts, "d")) + TimeSpan.FromHours(Number(parts, "h")) + TimeSpan.FromMinutes(Number(parts, "m")) + TimeSpan.FromSeconds(Number(parts, "s"));
        if (span <= Longest)
        {
            return true;
        }

        span = TimeSpan.Zero;
        return false;
    }

    private static long Number(Match parts, string unit) => parts.Groups[unit] is { Success: true } group ? long.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex("^(?:(?<w>[0-9]{1,6})w)?(?:(?<d>[0-9]{1,6})d)?(?:(?<h>[0-9]{1,6})h)?(?:(?<m>[0-9]{1,9})m)?(?:(?<s>[0-9]{1,9})s)?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
