using Antiphon.Accounts.WorkingHours;

namespace Antiphon.Slas.Clocks;

/// <summary>A time in which a clock ran; one without an end runs on.</summary>
internal readonly record struct ClockSpan(DateTimeOffset From, DateTimeOffset? To);

/// <summary>How far a clock has come. Pure, and exact on the nights when other clocks are set: what counts is the time that passes while the calendar is open.</summary>
internal static class SlaTime
{
    // A calendar is looked through month by month, and given up when nobody has worked enough in five years.
    private const int MostMonths = 60;

    private static readonly TimeSpan Month = TimeSpan.FromDays(31);

    /// <summary>The moment at which so much time has run; null when it never does.</summary>
    /// <param name="spans">When the clock ran, in order, without overlaps.</param>
    /// <param name="time">More than nothing.</param>
    /// <param name="calendar">Only these hours count; null: all do.</param>
    public static DateTimeOffset? Reached(IEnumerable<ClockSpan> spans, TimeSpan time, WorkingCalendar? calendar)
    {
        foreach (var (from, to) in spans.SelectMany(span => calendar is null ? [(span.From, span.To ?? DateTimeOffset.MaxValue)] : Worked(span, calendar)))
        {
            if (to - from >= time)
            {
                return from + time;
            }

            time -= to - from;
        }

        return null;
    }

    private static IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Worked(ClockSpan span, WorkingCalendar calendar)
    {
        var from = span.From;
        for (var month = 0; span.To is { } end ? from < end : month < MostMonths; month++)
        {
            var to = span.To < from + Month ? span.To.Value : from + Month;
            // Periods may overlap; what was counted is not counted again.
            var counted = from;
            foreach (var (begin, finish) in calendar.Periods(from, to).OrderBy(period => period.From))
            {
                var (later, sooner) = (begin > counted ? begin : counted, finish < to ? finish : to);
                if (later < sooner)
                {
                    yield return (later, sooner);
                    counted = sooner;
                }
            }

            from = to;
        }
    }
}
