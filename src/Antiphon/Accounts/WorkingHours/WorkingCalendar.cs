using System.Globalization;
using System.Text.Json;
using Antiphon.Language.Evaluation;
using Antiphon.Statistics.Reports;

namespace Antiphon.Accounts.WorkingHours;

/// <summary>When people work: spans of the week and days that differ. The wall clock of the time zone counts, also on the days when clocks change.</summary>
internal sealed class WorkingCalendar : IBusinessHours
{
    private static readonly TimeSpan WholeDay = TimeSpan.FromDays(1);

    private readonly IReadOnlyList<Span> spans;
    private readonly Dictionary<DateOnly, IReadOnlyList<Span>> days = [];
    private readonly Dictionary<(int Month, int Day), IReadOnlyList<Span>> yearly = [];

    private WorkingCalendar(TimeZoneInfo zone, IReadOnlyList<Span> spans)
    {
        Zone = zone;
        this.spans = spans;
    }

    /// <summary>A span of the day on which it begins; one that ends before it begins reaches into the next day.</summary>
    private readonly record struct Span(DayOfWeek? Day, TimeSpan From, TimeSpan To);

    public TimeZoneInfo Zone { get; }

    /// <summary>Null when its hours or its time zone cannot be read. A calendar without a time zone has that of <paramref name="fallback"/>.</summary>
    public static WorkingCalendar? Read(JsonElement data, TimeZoneInfo? fallback = null)
    {
        if (data.ValueKind is not JsonValueKind.Object || !data.TryGetProperty("business_hours", out var hours))
        {
            return null;
        }

        var zone = fallback ?? TimeZoneInfo.Utc;
        if (data.TryGetProperty("timezone", out var named) && named.ValueKind is JsonValueKind.String && !TimeZoneInfo.TryFindSystemTimeZoneById(named.GetString()!, out zone))
        {
            return null;
        }

        // The official example shows one object where a list stands.
        var calendar = new WorkingCalendar(zone!, hours.ValueKind is JsonValueKind.Object ? [.. SpansOfWeek(hours)] : [.. ListOf(data, "business_hours").SelectMany(SpansOfWeek)]);
        foreach (var holiday in ListOf(data, "holidays"))
        {
            calendar.Add(holiday);
        }

        return calendar;
    }

    /// <summary>Whether somebody works at that moment, as <see cref="Periods"/> has it, on the nights when clocks change as well.</summary>
    // In the first year there is no day before the first one to look at, and nobody who works.
    public bool Contains(DateTimeOffset moment) => moment.Year > 1 && Periods(moment, moment).Any(period => period.From <= moment && moment < period.To);

    /// <summary>When work begins and ends on the days from one moment to another; periods may touch and overlap. What reaches into a holiday ends at midnight.</summary>
    public IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Periods(DateTimeOffset from, DateTimeOffset to)
    {
        var last = TimeZoneInfo.ConvertTime(to, Zone).Date.AddDays(1);
        for (var day = TimeZoneInfo.ConvertTime(from, Zone).Date.AddDays(-1); day <= last; day = day.AddDays(1))
        {
            var date = DateOnly.FromDateTime(day);
            var reachesOver = Holiday(date.AddDays(1)) is null;
            foreach (var span in Holiday(date) ?? spans.Where(span => span.Day == day.DayOfWeek))
            {
                yield return (Zone.At(day + span.From), Zone.At(day + (span.From < span.To ? span.To : reachesOver ? span.To + WholeDay : WholeDay)));
            }
        }
    }

    /// <summary>A day, or one of every year when it names none.</summary>
    public static bool TryDate(string text, out DateOnly date, out bool isYearly)
    {
        isYearly = text.Length is 5;
        // A leap year, so that the 29th of February is a day.
        return DateOnly.TryParseExact(isYearly ? "2000-" + text : text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);
    }

    /// <summary>A time of day, up to 24:00.</summary>
    public static bool TryTime(string text, out TimeSpan time)
    {
        if (text is "24:00")
        {
            time = WholeDay;
            return true;
        }

        return TimeSpan.TryParseExact(text, [@"hh\:mm", @"h\:mm", @"hh\:mm\:ss"], CultureInfo.InvariantCulture, out time);
    }

    internal static IEnumerable<JsonElement> ListOf(JsonElement data, string member) => data.TryGetProperty(member, out var list) && list.ValueKind is JsonValueKind.Array ? list.EnumerateArray() : [];

    private static IEnumerable<Span> SpansOfWeek(JsonElement entry)
    {
        if (entry.ValueKind is not JsonValueKind.Object || !TryTimes(entry, out var span) || !entry.TryGetProperty("days", out var days))
        {
            return [];
        }

        return days.ToString().Split(',', StringSplitOptions.TrimEntries)
            .Where(day => int.TryParse(day, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 7)
            .Select(day => span with { Day = (DayOfWeek)(int.Parse(day, CultureInfo.InvariantCulture) % 7) });
    }

    private static bool TryTimes(JsonElement entry, out Span span)
    {
        span = default;
        if (!TryTime(entry, "from_time", out var from) || !TryTime(entry, "to_time", out var to))
        {
            return false;
        }

        span = new Span(null, from, to);
        return true;
    }

    private static bool TryTime(JsonElement entry, string member, out TimeSpan time)
    {
        time = default;
        return entry.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.String && TryTime(value.GetString()!, out time);
    }

    private void Add(JsonElement holiday)
    {
        if (holiday.ValueKind is not JsonValueKind.Object || !holiday.TryGetProperty("date", out var text) || text.ValueKind is not JsonValueKind.String || !TryDate(text.GetString()!, out var date, out var isYearly))
        {
            return;
        }

        IReadOnlyList<Span> hours = [.. ListOf(holiday, "business_hours").SelectMany(entry => TryTimes(entry, out var span) ? [span] : Array.Empty<Span>())];
        if (isYearly)
        {
            yearly[(date.Month, date.Day)] = hours;
        }
        else
        {
            days[date] = hours;
        }
    }

    private IReadOnlyList<Span>? Holiday(DateOnly date) => days.GetValueOrDefault(date) ?? yearly.GetValueOrDefault((date.Month, date.Day));
}
