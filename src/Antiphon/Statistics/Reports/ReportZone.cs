namespace Antiphon.Statistics.Reports;

/// <summary>Time zones that both this program and the database know by the same name.</summary>
internal static class ReportZone
{
    public static TimeZoneInfo? Find(string? name) =>
        name is { Length: > 0 and <= 64 } && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '_' or '-' or '+') && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId && zone.Id == name
            ? zone
            : null;

    /// <summary>The instant of a time on the wall clock. One that a change of the clocks leaves out is the moment of the change; one that comes twice is the first.</summary>
    public static DateTimeOffset At(this TimeZoneInfo zone, DateTime local)
    {
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        if (zone.IsInvalidTime(local))
        {
            // The clocks go forward by an hour at most places and by half of one at others: the first valid minute is the moment of the change.
            while (zone.IsInvalidTime(local))
            {
                local = new DateTime(local.Year, local.Month, local.Day, local.Hour, local.Minute, 0, DateTimeKind.Unspecified).AddMinutes(1);
            }
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
