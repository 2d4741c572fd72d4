using System.Globalization;

namespace Antiphon.Language;

/// <summary>A number of minutes, hours, days, weeks, months or years: <c>30m</c>, <c>2h</c>, <c>1d</c>, <c>1w</c>, <c>1M</c>, <c>1y</c>.</summary>
/// <param name="Amount">From 0.</param>
/// <param name="Unit">One of <c>m h d w M y</c>; months and years are those of the calendar, in UTC.</param>
public readonly record struct Timedelta(int Amount, char Unit)
{
    /// <summary>What a reader of an error message may write.</summary>
    public const string Expected = "a span of at most 100 years such as '30m', '2h', '1d', '1w', '1M' or '1y'";

    private const int MaxYears = 100;

    /// <summary>Reads a span; blanks around it and before the unit are allowed.</summary>
    public static bool TryParse(string text, out Timedelta value)
    {
        value = default;
        var trimmed = text.AsSpan().Trim();
        if (trimmed.Length < 2
            || !int.TryParse(trimmed[..^1].TrimEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out var amount)
            || PerYear(trimmed[^1]) is not { } perYear
            || amount > perYear * MaxYears)
        {
            return false;
        }

        value = new(amount, trimmed[^1]);
        return true;
    }

    /// <summary>The moment that long before another.</summary>
    public DateTimeOffset Before(DateTimeOffset moment) => Move(moment, -Amount);

    /// <summary>The moment that long after another.</summary>
    public DateTimeOffset After(DateTimeOffset moment) => Move(moment, Amount);

    /// <summary>As written.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Amount}{Unit}");

    private DateTimeOffset Move(DateTimeOffset moment, int amount) => Unit switch
    {
        'm' => moment.AddMinutes(amount),
        'h' => moment.AddHours(amount),
        'd' => moment.AddDays(amount),
        'w' => moment.AddDays(7L * amount),
        'M' => moment.ToUniversalTime().AddMonths(amount),
        'y' => moment.ToUniversalTime().AddYears(amount),
        _ => moment,
    };

    private static int? PerYear(char unit) => unit switch
    {
        'm' => 525_600,
        'h' => 8_760,
        'd' => 365,
        'w' => 52,
        'M' => 12,
        'y' => 1,
        _ => null,
    };
}
