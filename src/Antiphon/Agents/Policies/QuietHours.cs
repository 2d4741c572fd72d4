using System.Globalization;
using Antiphon.Contract;
using Antiphon.Http;

namespace Antiphon.Agents.Policies;

/// <summary>Hours of each day in which some classes of calls do not happen.</summary>
internal sealed record QuietHours(TimeOnly From, TimeOnly To, CallClass Classes, string Then)
{
    private const string Format = "HH:mm";

    public static QuietHours? Of(AgentQuietHours? written) => written is null ? null : new(
        TryRead(written.From)!.Value,
        TryRead(written.To)!.Value,
        written.Classes is { Count: > 0 } classes ? classes.Aggregate(CallClass.Derived, (all, word) => all | CallClasses.Read(word)) : CallClass.Outward,
        written.Then ?? AgentWords.Refuse);

    /// <summary>A time such as <c>20:00</c>.</summary>
    public static TimeOnly? TryRead(string? text) => TimeOnly.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    /// <summary>When the quiet ends that rules at a moment; null when none does.</summary>
    public DateTimeOffset? EndsAt(DateTimeOffset now, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(now, zone);
        var time = TimeOnly.FromDateTime(local.DateTime);
        // IsBetween goes over midnight by itself, and takes equal ends for no time at all.
        if (!time.IsBetween(From, To))
        {
            return null;
        }

        var end = local.Date + To.ToTimeSpan();
        end = To <= time ? end.AddDays(1) : end;
        // An hour that the clocks skip ends when they have skipped it.
        while (zone.IsInvalidTime(end))
        {
            end = end.AddMinutes(30);
        }

        return new DateTimeOffset(end, zone.GetUtcOffset(end)).ToUniversalTime();
    }
}
