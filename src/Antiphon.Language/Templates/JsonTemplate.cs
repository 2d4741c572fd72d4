using System.Text.Json;
using System.Text.Json.Nodes;

namespace Antiphon.Language.Templates;

/// <summary>A JSON value filled from facts.</summary>
/// <param name="Value">The filled value.</param>
/// <param name="Missing">The paths that had no value and no fallback.</param>
/// <param name="IsTooLong">Whether a text of it, or all together, would be longer than <see cref="RenderOptions.MaxLength"/>.</param>
public sealed record JsonRendering(JsonNode? Value, IReadOnlyList<string> Missing, bool IsTooLong);

/// <summary>
/// A JSON value in which every string is a template. Keys stay as they are. A string that is one variable with the filter <c>tojson</c> becomes the variable's
/// value with its own type; every other string stays a string.
/// </summary>
public sealed class JsonTemplate
{
    private readonly JsonElement source;
    private readonly Dictionary<string, Template> templates = new(StringComparer.Ordinal);

    private JsonTemplate(JsonElement source) => this.source = source;

    /// <summary>The facts that the strings ask for.</summary>
    public IEnumerable<FactPath> Paths => templates.Values.SelectMany(template => template.Paths);

    /// <summary>Reads a JSON value.</summary>
    /// <param name="source">Any JSON.</param>
    /// <returns>The template.</returns>
    public static JsonTemplate Parse(JsonElement source)
    {
        var parsed = new JsonTemplate(source);
        parsed.Collect(source);
        return parsed;
    }

    /// <summary>Fills the variables.</summary>
    /// <param name="facts">The values.</param>
    /// <param name="options">Language and time zone; the escaping is that of JSON strings.</param>
    /// <returns>The filled value.</returns>
    public JsonRendering Render(IFacts facts, RenderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var filling = new Filling(facts, (options ?? RenderOptions.Text) with { Escaping = Escaping.JsonText });
        var value = Fill(source, filling);
        return new JsonRendering(filling.IsTooLong ? null : value, filling.Missing, filling.IsTooLong);
    }

    private void Collect(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                var text = value.GetString()!;
                templates.TryAdd(text, Template.Parse(text));
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Collect(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    Collect(member.Value);
                }

                break;
            default:
                break;
        }
    }

    private JsonNode? Fill(JsonElement value, Filling filling)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return filling.Text(templates[value.GetString()!]);
            case JsonValueKind.Array:
                var list = new JsonArray();
                foreach (var item in value.EnumerateArray())
                {
                    list.Add(Fill(item, filling));
                }

                return list;
            case JsonValueKind.Object:
                var filled = new JsonObject();
                foreach (var member in value.EnumerateObject())
                {
                    filled[member.Name] = Fill(member.Value, filling);
                }

                return filled;
            default:
                return JsonNode.Parse(value.GetRawText());
        }
    }

    private sealed class Filling(IFacts facts, RenderOptions options)
    {
        private int length;

        public List<string> Missing { get; } = [];

        public bool IsTooLong { get; private set; }

        public JsonNode? Text(Template template)
        {
            if (template.WholeJson is { } variable)
            {
                var json = variable.Value(facts, options, Missing).ToJson();
                return Fits(json.Length) ? JsonNode.Parse(json) : null;
            }

            var rendering = template.Render(facts, options);
            Missing.AddRange(rendering.Missing.Except(Missing, StringComparer.Ordinal));
            IsTooLong |= rendering.IsTooLong;
            return Fits(rendering.Text.Length) ? JsonValue.Create(rendering.Text) : null;
        }

        private bool Fits(int more)
        {
            length = Math.Min(length + more, RenderOptions.MaxLength + 1);
            IsTooLong |= length > RenderOptions.MaxLength;
            return !IsTooLong;
        }
    }
}
