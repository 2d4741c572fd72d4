using System.Text.Json;
using Antiphon.Contract;

namespace Antiphon.Rules.Running;

/// <summary>What rules can change about a ticket, as values that compare. Tags and custom fields count one by one.</summary>
internal static class TicketState
{
    private static readonly JsonElement Null = JsonDocument.Parse("null").RootElement;
    private static readonly JsonElement True = JsonDocument.Parse("true").RootElement;

    private static readonly string[] Members =
        ["status", "priority", "subject", "spam", "language", "snooze_datetime", "trashed_datetime", "assignee_user_id", "assignee_team_id"];

    /// <summary>What is different between two readings of a ticket.</summary>
    public static List<TicketChangeResource> Changes(JsonElement before, JsonElement after)
    {
        var (was, now) = (Of(before), Of(after));
        return
        [
            .. from field in was.Keys.Union(now.Keys).Order(StringComparer.Ordinal)
               let change = new TicketChangeResource(field, was.GetValueOrDefault(field, Null), now.GetValueOrDefault(field, Null))
               where !Same(change.Before, change.After)
               select change,
        ];
    }

    /// <summary>Whether one change takes back another.</summary>
    public static bool Undoes(TicketChangeResource change, TicketChangeResource earlier) =>
        change.Field == earlier.Field && Same(change.Before, earlier.After) && Same(change.After, earlier.Before);

    // A stored null comes back as no value at all.
    private static bool Same(JsonElement? left, JsonElement? right) => JsonElement.DeepEquals(left ?? Null, right ?? Null);

    private static Dictionary<string, JsonElement> Of(JsonElement ticket)
    {
        var state = Members.Where(member => ticket.TryGetProperty(member, out _)).ToDictionary(member => member, ticket.GetProperty, StringComparer.Ordinal);
        foreach (var tag in ticket.GetProperty("tags").EnumerateArray())
        {
            state[$"tags.{tag.GetProperty("name").GetString()}"] = True;
        }

        foreach (var field in ticket.GetProperty("custom_fields").EnumerateObject())
        {
            state[$"custom_fields.{field.Name}"] = field.Value.ValueKind is JsonValueKind.Object && field.Value.TryGetProperty("value", out var value) ? value : Null;
        }

        return state;
    }
}
