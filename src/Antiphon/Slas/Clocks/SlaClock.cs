using Antiphon.Accounts.WorkingHours;
using Antiphon.Contract;
using Antiphon.Data;
using Npgsql;

namespace Antiphon.Slas.Clocks;

/// <summary>One clock of a ticket: what is promised, and how it stands.</summary>
/// <param name="Metric">One of <see cref="SlaWords.Metrics"/>.</param>
/// <param name="Target">What is promised.</param>
/// <param name="Status">One of <see cref="SlaWords.Statuses"/>.</param>
/// <param name="NearBreachAt">When it is told that the time is nearly over.</param>
/// <param name="DueAt">When the time is over.</param>
/// <param name="WarnedAt">When it was told.</param>
/// <param name="BreachedAt">When the time was over; for good.</param>
/// <param name="StoppedAt">When the ticket was answered or closed.</param>
internal sealed record SlaClock(
    string Metric, TimeSpan Target, string Status, DateTimeOffset? NearBreachAt, DateTimeOffset? DueAt, DateTimeOffset? WarnedAt, DateTimeOffset? BreachedAt, DateTimeOffset? StoppedAt)
{
    /// <summary>Of a row of <c>ticket_sla_clocks</c> that is named <c>c</c>.</summary>
    public const string Columns = "c.metric, c.target_seconds, c.status, c.near_breach_at, c.due_at, c.warned_at, c.breached_at, c.stopped_at";

    /// <summary>When something is to be told next; null when nothing is.</summary>
    public DateTimeOffset? Next => Status is SlaWords.Pending ? WarnedAt is null ? NearBreachAt : DueAt : null;

    public static SlaClock Read(NpgsqlDataReader row) => new(
        row.GetString(0), TimeSpan.FromSeconds(row.GetInt32(1)), row.GetString(2), row.TimeOrNull(3), row.TimeOrNull(4), row.TimeOrNull(5), row.TimeOrNull(6), row.TimeOrNull(7));

    /// <summary>Sets a clock. One that has stopped already, at this moment and for this promise, stays as it was: other hours do not change what was achieved.</summary>
    /// <param name="metric">What is measured.</param>
    /// <param name="target">What is promised.</param>
    /// <param name="nearBreachPercent">After how much of it the rest is short.</param>
    /// <param name="spans">When the ticket's clocks ran.</param>
    /// <param name="stop">When this one was stopped; null when it was not.</param>
    /// <param name="calendar">Only these hours count; null: all do.</param>
    /// <param name="before">How it stood.</param>
    /// <param name="now">The present.</param>
    public static SlaClock Set(
        string metric, TimeSpan target, int nearBreachPercent, IReadOnlyList<ClockSpan> spans, DateTimeOffset? stop, WorkingCalendar? calendar, SlaClock? before, DateTimeOffset now)
    {
        if (stop is not null && before is not null && before.StoppedAt == stop && before.Target == target)
        {
            return before;
        }

        // Of a clock that has stopped one wants to know when it would have been due.
        List<ClockSpan> ran = stop is { } end ? Extended(spans, end) : [.. spans];
        var due = SlaTime.Reached(ran, target, calendar);
        var near = SlaTime.Reached(ran, target * nearBreachPercent / 100, calendar);
        // To be in time at the last moment is to be in time.
        var breached = before?.BreachedAt ?? (stop is not null ? due < stop ? due : null : due <= now ? due : null);
        var runs = stop is null && ran is [.., { To: null }];
        var status = breached is not null ? SlaWords.Breached : stop is not null ? SlaWords.Achieved : runs ? SlaWords.Pending : SlaWords.Paused;
        return new(metric, target, status, near, due, before?.WarnedAt ?? (status is SlaWords.Pending && near <= now ? now : null), breached, stop);
    }

    private static List<ClockSpan> Extended(IReadOnlyList<ClockSpan> spans, DateTimeOffset end)
    {
        List<ClockSpan> before = [.. spans.Where(span => span.From < end)];
        if (before.Count == 0)
        {
            return [new(end, null)];
        }

        // What ran until the end would have run on; what had paused before would have gone on then.
        if (before[^1].To < end)
        {
            before.Add(new(end, null));
        }
        else
        {
            before[^1] = before[^1] with { To = null };
        }

        return before;
    }
}
