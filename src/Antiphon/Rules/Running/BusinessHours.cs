using System.Globalization;
using System.Text.Json;
using Antiphon.Language.Evaluation;

namespace Antiphon.Rules.Running;

/// <summary>The account setting <c>business-hours</c> (contract page account). The wall clock of the account's time zone counts, also on the days when clocks change.</summary>
internal sealed class BusinessHours(TimeZoneInfo zone, IReadOnlyList<BusinessHours.Window> windows) : IBusinessHours
{
    /// <summary>A span of the days on which it begins; one that ends before it begins reaches into the next day.</summary>
    internal readonly record struct Window(DayOfWeek Day, TimeSpan From, TimeSpan To);

    /// <summary>Null when the setting says nothing that can be used: then nobody knows when the account works.</summary>
    public static BusinessHours? Read(JsonElement? setting)
    {
        if (setting is not { ValueKind: JsonValueKind.Object } data || !data.TryGetProperty("business_hours", out var hours))
        {
            return null;
        }

        var zoneName = data.TryGetProperty("timezone", out var named) && named.ValueKind is JsonValueKind.String ? named.GetString()! : "UTC";
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zoneName, out var zone))
        {
            return null;
        }

        // The official example shows one object where a list stands.
        IEnumerable<JsonElement> entries = hours.ValueKind switch
        {
            JsonValueKind.Array => hours.EnumerateArray(),
            JsonValueKind.Object => [hours],
            _ => [],
        };
        return new BusinessHours(zone, [.. entries.SelectMany(WindowsOf)]);
    }

    public bool Contains(DateTimeOffset moment)
    {
        var local = TimeZoneInfo.ConvertTime(moment, zone).DateTime;
        var (day, time) = (local.DayOfWeek, local.TimeOfDay);
        var before = (DayOfWeek)(((int)day + 6) % 7);
        return windows.Any(window => window.From < window.To
            ? window.Day == day && time >= window.From && time < window.To
            : (window.Day == day && time >= window.From) || (window.Day == before && time < window.To));
    }

    private static IEnumerable<Window> WindowsOf(JsonElement entry)
    {
        if (entry.ValueKind is not JsonValueKind.Object || !TryTime(entry, "from_time", out var from) || !TryTime(entry, "to_time", out var to) || !entry.TryGetProperty("days", out var days))
        {
            return [];
        }

        return days.ToString().Split(',', StringSplitOptions.TrimEntries)
            .Where(day => int.TryParse(day, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 7)
            .Select(day => new Window((DayOfWeek)(int.Parse(day, CultureInfo.InvariantCulture) % 7), from, to));
    }

    private static bool TryTime(JsonElement entry, string member, out TimeSpan time)
    {
        time = default;
        if (!entry.TryGetProperty(member, out var value) || value.ValueKind is not JsonValueKind.String)
        {
            return false;
        }

        var text = value.GetString()!;
        if (text is "24:00")
        {
            time = TimeSpan.FromHours(24);
            return true;
        }

        return TimeSpan.TryParseExact(text, [@"hh\:mm", @"h\:mm", @"hh\:mm\:ss"], CultureInfo.InvariantCulture, out time);
    }
}
