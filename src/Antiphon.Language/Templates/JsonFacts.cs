using System.Text.Json;

namespace Antiphon.Language.Templates;

/// <summary>Facts that are one JSON object, whose members are the roots.</summary>
/// <param name="root">The object.</param>
public sealed class JsonFacts(JsonElement root) : IFacts
{
    /// <inheritdoc/>
    public JsonElement? Find(FactPath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Walk(root, path.Steps);
    }

    /// <summary>
    /// Follows steps into a value: a name is a member of an object, an index is a place of a list (negative from its end) or a member named like the number,
    /// and a name on a list is that member of each of its items (<c>ticket.tags.name</c>).
    /// </summary>
    /// <param name="from">Where to begin.</param>
    /// <param name="steps">The steps to take.</param>
    /// <returns>The value, or null when a step leads nowhere.</returns>
    public static JsonElement? Walk(JsonElement from, IEnumerable<FactStep> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        var at = from;
        foreach (var step in steps)
        {
            if (Take(at, step) is not { } next)
            {
                return null;
            }

            at = next;
        }

        return at;
    }

    private static JsonElement? Take(JsonElement from, FactStep step) => from.ValueKind switch
    {
        JsonValueKind.Object => from.TryGetProperty(step.Member, out var member) ? member : null,
        JsonValueKind.Array when step.Name is null => At(from, step.Index),
        JsonValueKind.Array => Of(from, step.Member),
        _ => null,
    };

    private static JsonElement? At(JsonElement list, long index)
    {
        var place = index < 0 ? list.GetArrayLength() + index : index;
        return place >= 0 && place < list.GetArrayLength() ? list[(int)place] : null;
    }

    private static JsonElement? Of(JsonElement list, string member)
    {
        var found = new List<JsonElement>();
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind is JsonValueKind.Object && item.TryGetProperty(member, out var value))
            {
                found.Add(value);
            }
        }

        return found.Count == 0 ? null : JsonSerializer.SerializeToElement(found, FactsJson.Default.ListJsonElement);
    }
}
