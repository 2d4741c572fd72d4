using System.Text.Json;

namespace Antiphon.Accounts.WorkingHours;

/// <summary>
/// The account setting <c>business-hours</c> (contract page account): the account's own calendar, and further ones that integrations name in their
/// <c>business_hours_id</c>.
/// </summary>
internal sealed class BusinessHours(WorkingCalendar own, IReadOnlyDictionary<long, WorkingCalendar> others)
{
    /// <summary>The account's own calendar.</summary>
    public WorkingCalendar Own => own;

    /// <summary>Whether there is more than the account's own.</summary>
    public bool HasOthers => others.Count > 0;

    /// <summary>Null when the setting says nothing that can be used: then nobody knows when the account works.</summary>
    public static BusinessHours? Read(JsonElement? setting)
    {
        if (setting is not { ValueKind: JsonValueKind.Object } data || WorkingCalendar.Read(data) is not { } own)
        {
            return null;
        }

        var others = new Dictionary<long, WorkingCalendar>();
        foreach (var entry in WorkingCalendar.ListOf(data, "calendars"))
        {
            if (entry.ValueKind is JsonValueKind.Object && entry.TryGetProperty("id", out var id) && id.TryGetInt64(out var number) && WorkingCalendar.Read(entry, own.Zone) is { } calendar)
            {
                others[number] = calendar;
            }
        }

        return new BusinessHours(own, others);
    }

    /// <summary>A calendar by its id; the account's own for null and for an id that no calendar has.</summary>
    public WorkingCalendar Of(long? id) => id is { } number && others.TryGetValue(number, out var calendar) ? calendar : own;
}
