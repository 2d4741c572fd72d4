using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Http.Body;

namespace Antiphon.Integrations.Http;

/// <summary>What lets HTTP integrations be called, and the events behind it. Most triggers are the event of the same name.</summary>
internal static class Triggers
{
    private static readonly Dictionary<string, string[]> Behind = new(StringComparer.Ordinal)
    {
        ["ticket-status-updated"] = [EventType.TicketClosed, EventType.TicketReopened, EventType.TicketSelfUnsnoozed],
        ["ticket-assignment-updated"] = [EventType.TicketAssigned, EventType.TicketUnassigned, EventType.TicketTeamAssigned, EventType.TicketTeamUnassigned],
    };

    private static readonly string[] All = [.. HttpIntegrationTrigger.Official, .. HttpIntegrationTrigger.Extensions];

    /// <summary>The types of the events that fire any of the triggers.</summary>
    public static string[] EventsOf(IEnumerable<string> triggers) => [.. triggers.SelectMany(EventsOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The triggers that an event of a type fires.</summary>
    public static IReadOnlyList<string> FiredBy(string eventType) => [.. All.Where(trigger => EventsOf(trigger).Contains(eventType))];

    /// <summary>The official ones always, others only when they are set: a strict client meets nothing that it does not know.</summary>
    public static IReadOnlyDictionary<string, bool> ToWire(IReadOnlyList<string> set)
    {
        var wire = new OrderedDictionary<string, bool>();
        foreach (var trigger in All.Where(trigger => HttpIntegrationTrigger.Official.Contains(trigger) || set.Contains(trigger)))
        {
            wire.Add(trigger, set.Contains(trigger));
        }

        return wire;
    }

    /// <summary>Reads those that are set of an object of booleans.</summary>
    /// <param name="errors">Of the object that has the member <c>triggers</c>.</param>
    /// <param name="given">The member.</param>
    public static IReadOnlyList<string> Read(FieldErrors errors, JsonElement? given)
    {
        if (given is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } triggers)
        {
            return [];
        }

        if (triggers.ValueKind is not JsonValueKind.Object)
        {
            errors.Add("triggers", "Not a valid mapping type.");
            return [];
        }

        var inside = errors.Under("triggers");
        var set = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in triggers.EnumerateObject())
        {
            var trigger = member.Name.Replace('_', '-');
            if (!All.Contains(trigger))
            {
                inside.AddAt(member.Name, FieldErrors.Unknown);
            }
            else if (Flag(member.Value) is not { } isSet)
            {
                inside.AddAt(member.Name, "Not a valid boolean.");
            }
            else if (isSet)
            {
                set.Add(trigger);
            }
        }

        return [.. All.Where(set.Contains)];
    }

    private static string[] EventsOf(string trigger) => Behind.GetValueOrDefault(trigger, [trigger]);

    private static bool? Flag(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => value.TryGetInt32(out var number) && number is 0 or 1 ? number is 1 : null,
        JsonValueKind.String => ScalarReader.FlagOf(value.GetString()),
        _ => null,
    };
}
