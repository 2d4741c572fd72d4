using System.Globalization;

namespace Antiphon.Language;

/// <summary>Moments as ISO 8601 text.</summary>
public static class Instants
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mmK",
        "yyyy-MM-dd HH:mm:ssK",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
    ];

    /// <summary>Reads a date (midnight) or a date with a time; without an offset it is UTC. The answer is in UTC and cut to microseconds.</summary>
    public static bool TryParse(string text, out DateTimeOffset value)
    {
        if (!DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out value))
        {
            return false;
        }

        value = value.ToUniversalTime();
        value = value.AddTicks(-(value.Ticks % TimeSpan.TicksPerMicrosecond));
        return true;
    }
}
