using System.Globalization;
using System.Text;

namespace Antiphon.Language.Templates;

/// <summary>Writes a time as moment.js would: the tokens of its <c>format</c>, in English, with text in brackets kept.</summary>
internal static class MomentFormat
{
    private const int MaxFormatLength = 200;

    // Longest first, as moment's own pattern tries them.
    private static readonly string[] Tokens =
    [
        "SSSSSSSSS", "SSSSSSSS", "SSSSSSS", "SSSSSS", "YYYYYY", "SSSSS", "YYYYY", "Hmmss", "hmmss", "ggggg", "GGGGG",
        "DDDD", "DDDo", "YYYY", "MMMM", "dddd", "LLLL", "llll", "SSSS", "gggg", "GGGG",
        "DDD", "MMM", "ddd", "LLL", "lll", "LTS", "SSS", "Hmm", "hmm",
        "DD", "Do", "MM", "Mo", "YY", "dd", "do", "wo", "ww", "Wo", "WW", "Qo", "gg", "GG", "HH", "hh", "kk", "mm", "ss", "SS", "LL", "ll", "LT", "zz", "ZZ",
        "D", "M", "Y", "y", "d", "e", "E", "w", "W", "Q", "a", "A", "H", "h", "k", "m", "s", "S", "L", "l", "x", "X", "z", "Z",
    ];

    public static string Write(DateTimeOffset time, string format, TimeZoneInfo zone, string? language)
    {
        var text = new StringBuilder();
        for (var i = 0; i < Math.Min(format.Length, MaxFormatLength);)
        {
            if (format[i] is '[' && format.IndexOf(']', i) is > 0 and var close)
            {
                text.Append(format, i + 1, close - i - 1);
                i = close + 1;
            }
            else if (format[i] is '\\' && i + 1 < format.Length)
            {
                text.Append(format[i + 1]);
                i += 2;
            }
            else if (Array.Find(Tokens, token => string.CompareOrdinal(format, i, token, 0, token.Length) == 0) is { } token)
            {
                text.Append(Token(time, token, zone, language));
                i += token.Length;
            }
            else
            {
                text.Append(format[i++]);
            }
        }

        return text.ToString();
    }

    private static string Token(DateTimeOffset time, string token, TimeZoneInfo zone, string? language) => token[0] switch
    {
        'L' or 'l' => Write(time, MomentLocale.Long(token, language), zone, language),
        'S' => (time.Ticks % TimeSpan.TicksPerSecond).ToString("D7", CultureInfo.InvariantCulture).PadRight(9, '0')[..token.Length],
        'w' or 'W' or 'g' or 'G' or 'd' or 'e' or 'E' => Week(time, token),
        'H' or 'h' or 'k' or 'm' or 's' or 'a' or 'A' => ClockToken(time, token),
        _ => DateToken(time, token, zone),
    };

    private static string DateToken(DateTimeOffset time, string token, TimeZoneInfo zone) => token switch
    {
        "YYYYYY" => "+" + Digits(time.Year, 6),
        "YYYYY" => Digits(time.Year, 5),
        "YYYY" => Digits(time.Year, 4),
        "YY" => Digits(time.Year % 100, 2),
        "Y" or "y" => Digits(time.Year, 1),
        "Q" => Digits(Quarter(time), 1),
        "Qo" => Ordinal(Quarter(time)),
        "MMMM" => CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(time.Month),
        "MMM" => CultureInfo.InvariantCulture.DateTimeFormat.GetAbbreviatedMonthName(time.Month),
        "MM" => Digits(time.Month, 2),
        "Mo" => Ordinal(time.Month),
        "M" => Digits(time.Month, 1),
        "DDDD" => Digits(time.DayOfYear, 3),
        "DDDo" => Ordinal(time.DayOfYear),
        "DDD" => Digits(time.DayOfYear, 1),
        "DD" => Digits(time.Day, 2),
        "Do" => Ordinal(time.Day),
        "D" => Digits(time.Day, 1),
        "X" => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        "x" => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        "Z" => Offset(time, ":"),
        "ZZ" => Offset(time, ""),
        "z" or "zz" => zone.Equals(TimeZoneInfo.Utc) ? "UTC" : Offset(time, ":"),
        _ => token,
    };

    private static string ClockToken(DateTimeOffset time, string token) => token switch
    {
        "HH" => Digits(time.Hour, 2),
        "H" => Digits(time.Hour, 1),
        "hh" => Digits(Twelve(time), 2),
        "h" => Digits(Twelve(time), 1),
        "kk" => Digits(time.Hour is 0 ? 24 : time.Hour, 2),
        "k" => Digits(time.Hour is 0 ? 24 : time.Hour, 1),
        "Hmm" => Digits(time.Hour, 1) + Digits(time.Minute, 2),
        "hmm" => Digits(Twelve(time), 1) + Digits(time.Minute, 2),
        "Hmmss" => Digits(time.Hour, 1) + Digits(time.Minute, 2) + Digits(time.Second, 2),
        "hmmss" => Digits(Twelve(time), 1) + Digits(time.Minute, 2) + Digits(time.Second, 2),
        "mm" => Digits(time.Minute, 2),
        "m" => Digits(time.Minute, 1),
        "ss" => Digits(time.Second, 2),
        "s" => Digits(time.Second, 1),
        "A" => time.Hour < 12 ? "AM" : "PM",
        _ => time.Hour < 12 ? "am" : "pm",
    };

    private static string Week(DateTimeOffset time, string token)
    {
        // The English week begins on Sunday and the first one holds the 1st of January: it belongs to the year of its Saturday.
        var saturday = time.DateTime.Date.Ticks / TimeSpan.TicksPerDay + (6 - (int)time.DayOfWeek);
        var ofYear = saturday > DateTime.MaxValue.Ticks / TimeSpan.TicksPerDay ? time.DateTime : new DateTime(saturday * TimeSpan.TicksPerDay, DateTimeKind.Unspecified);
        var week = ((ofYear.DayOfYear - 1) / 7) + 1;
        var name = time.DayOfWeek.ToString();
        return token switch
        {
            "dddd" => name,
            "ddd" => name[..3],
            "dd" => name[..2],
            "do" => Ordinal((int)time.DayOfWeek),
            "d" or "e" => Digits((int)time.DayOfWeek, 1),
            "E" => Digits(time.DayOfWeek is DayOfWeek.Sunday ? 7 : (int)time.DayOfWeek, 1),
            "w" => Digits(week, 1),
            "wo" => Ordinal(week),
            "ww" => Digits(week, 2),
            "W" => Digits(ISOWeek.GetWeekOfYear(time.DateTime), 1),
            "Wo" => Ordinal(ISOWeek.GetWeekOfYear(time.DateTime)),
            "WW" => Digits(ISOWeek.GetWeekOfYear(time.DateTime), 2),
            "gg" => Digits(ofYear.Year % 100, 2),
            "gggg" or "ggggg" => Digits(ofYear.Year, token.Length),
            "GG" => Digits(ISOWeek.GetYear(time.DateTime) % 100, 2),
            _ => Digits(ISOWeek.GetYear(time.DateTime), token.Length),
        };
    }

    private static int Quarter(DateTimeOffset time) => (time.Month + 2) / 3;

    private static int Twelve(DateTimeOffset time) => time.Hour % 12 is 0 ? 12 : time.Hour % 12;

    private static string Digits(int value, int least) => value.ToString(CultureInfo.InvariantCulture).PadLeft(least, '0');

    private static string Offset(DateTimeOffset time, string between) =>
        $"{(time.Offset < TimeSpan.Zero ? '-' : '+')}{Digits(Math.Abs(time.Offset.Hours), 2)}{between}{Digits(Math.Abs(time.Offset.Minutes), 2)}";

    private static string Ordinal(int value) => (value % 10, value % 100) switch
    {
        (1, not 11) => $"{value}st",
        (2, not 12) => $"{value}nd",
        (3, not 13) => $"{value}rd",
        _ => $"{value}th",
    };
}
