using System.Globalization;
using System.Text.Json;
using Antiphon.Language.Conditions;

namespace Antiphon.Language.Evaluation;

/// <summary>
/// Facts in JSON objects, one for each root. A name behind a list means that member of every element. A root that is not there is unknown; whatever is missing
/// inside one is null. Values are kept, so many rules may read the same facts.
/// </summary>
/// <param name="roots">By name: <c>ticket</c>, <c>message</c>, ...</param>
public sealed class JsonFacts(IReadOnlyDictionary<string, JsonElement> roots) : IFacts
{
    private readonly Dictionary<FieldPath, FactValue> read = [];

    /// <inheritdoc />
    public FactValue Read(FieldPath path)
    {
        if (!read.TryGetValue(path, out var value))
        {
            value = roots.TryGetValue(path.Root, out var root) ? Walk(root, path.Segments.AsSpan()) : FactValue.Unknown;
            read.Add(path, value);
        }

        return value;
    }

    private static FactValue Walk(JsonElement at, ReadOnlySpan<PathSegment> segments)
    {
        if (segments.IsEmpty)
        {
            return ValueOf(at);
        }

        if (at.ValueKind == JsonValueKind.Array && segments[0] is NameSegment)
        {
            var values = new List<FactValue>(at.GetArrayLength());
            foreach (var element in at.EnumerateArray())
            {
                values.Add(Walk(element, segments));
            }

            return FactValue.Of(values);
        }

        return Step(at, segments[0]) is { } next ? Walk(next, segments[1..]) : FactValue.Null;
    }

    private static JsonElement? Step(JsonElement at, PathSegment segment) => (at.ValueKind, segment) switch
    {
        (JsonValueKind.Array, IndexSegment { Index: var index }) => index < at.GetArrayLength() ? at[(int)index] : null,
        (JsonValueKind.Object, IndexSegment { Index: var index }) => at.TryGetProperty(index.ToString(CultureInfo.InvariantCulture), out var member) ? member : null,
        (JsonValueKind.Object, NameSegment { Name: var name }) => at.TryGetProperty(name, out var member) ? member : OfIntegration(at, name),
        _ => null,
    };

    /// <summary>A customer's integrations are keyed by id; paths name the type (contract page rules: <c>integrations.shopify</c>).</summary>
    private static JsonElement? OfIntegration(JsonElement at, string type)
    {
        foreach (var member in at.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Object && member.Value.TryGetProperty("__integration_type__", out var own) && own.ValueEquals(type))
            {
                return member.Value;
            }
        }

        return null;
    }

    private static FactValue ValueOf(JsonElement at) => at.ValueKind switch
    {
        JsonValueKind.String => FactValue.Of(at.GetString()),
        JsonValueKind.Number => at.TryGetDecimal(out var number) ? FactValue.Of(number) : new OpaqueFact(at),
        JsonValueKind.True or JsonValueKind.False => FactValue.Of(at.GetBoolean()),
        JsonValueKind.Array => FactValue.Of([.. at.EnumerateArray().Select(ValueOf)]),
        JsonValueKind.Object => new OpaqueFact(at),
        _ => FactValue.Null,
    };
}
