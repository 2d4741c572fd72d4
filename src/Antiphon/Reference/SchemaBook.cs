using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Antiphon.Contract;

namespace Antiphon.Reference;

/// <summary>
/// JSON schemas of the wire records, each written once and referred to by name. They are read from the metadata that also writes the wire, so names
/// and nulls cannot differ from it.
/// </summary>
internal sealed class SchemaBook
{
    private readonly SortedDictionary<string, JsonObject> schemas = new(StringComparer.Ordinal);

    public JsonObject ToJson() => new(schemas.Select(schema => KeyValuePair.Create<string, JsonNode?>(schema.Key, schema.Value.DeepClone())));

    public JsonObject Of(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return OrNull(Of(value));
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Optional<>))
        {
            return OrNull(Of(type.GetGenericArguments()[0]));
        }

        return Scalar(type) ?? Composed(type, WireJson.Options.GetTypeInfo(type));
    }

    private static JsonObject? Scalar(Type type) =>
        type == typeof(string) ? new() { ["type"] = "string" }
        : type == typeof(bool) ? new() { ["type"] = "boolean" }
        : type == typeof(long) ? new() { ["type"] = "integer", ["format"] = "int64" }
        : type == typeof(int) ? new() { ["type"] = "integer", ["format"] = "int32" }
        : type == typeof(double) || type == typeof(decimal) ? new() { ["type"] = "number" }
        : type == typeof(Guid) ? new() { ["type"] = "string", ["format"] = "uuid" }
        : type == typeof(DateTimeOffset) ? new() { ["type"] = "string", ["format"] = "date-time" }
        : type == typeof(JsonElement) ? new() { ["description"] = "Free JSON." }
        : null;

    private JsonObject Composed(Type type, JsonTypeInfo info)
    {
        switch (info.Kind)
        {
            case JsonTypeInfoKind.Enumerable:
                return new() { ["type"] = "array", ["items"] = Of(ArgumentOf(type, typeof(IEnumerable<>), 0)) };
            case JsonTypeInfoKind.Dictionary:
                return new() { ["type"] = "object", ["additionalProperties"] = Of(ArgumentOf(type, typeof(IReadOnlyDictionary<,>), 1)) };
            case JsonTypeInfoKind.Object:
                var name = NameOf(type);
                if (!schemas.ContainsKey(name))
                {
                    // Its place is taken first, because a record may contain itself.
                    schemas[name] = [];
                    schemas[name] = Record(type, info);
                }

                return new() { ["$ref"] = $"#/components/schemas/{name}" };
            default:
                throw new InvalidOperationException($"The reference does not know how {type} looks on the wire.");
        }
    }

    private JsonObject Record(Type type, JsonTypeInfo info)
    {
        var properties = new JsonObject();
        var always = new JsonArray();
        foreach (var property in info.Properties)
        {
            var schema = Of(ShapeOf(property) ?? property.PropertyType);
            properties[property.Name] = property.IsGetNullable || property.IsSetNullable ? OrNull(schema) : schema;
            if (IsAnswer(type) && property.ShouldSerialize is null)
            {
                always.Add((JsonNode)property.Name);
            }
        }

        var record = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (always.Count > 0)
        {
            record["required"] = always;
        }

        return record;
    }

    private static Type? ShapeOf(JsonPropertyInfo property) =>
        property.AttributeProvider?.GetCustomAttributes(typeof(ShapeAttribute), inherit: false).OfType<ShapeAttribute>().SingleOrDefault()?.Type;

    // A reference and free JSON have no type to which null could be added.
    private static JsonObject OrNull(JsonObject schema)
    {
        switch (schema["type"])
        {
            case JsonValue type:
                schema["type"] = new JsonArray(type.DeepClone(), "null");
                return schema;
            case null when schema.ContainsKey("$ref"):
                return new() { ["oneOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };
            default:
                return schema;
        }
    }

    // Answers write every member; what a request needs depends on the operation, which says so in its errors.
    private static bool IsAnswer(Type type) => type.IsGenericType || type == typeof(ListMeta) || type == typeof(ErrorBody) || type == typeof(ErrorDetail)
        || type.Name.EndsWith("Resource", StringComparison.Ordinal);

    private static string NameOf(Type type) => type.IsGenericType
        ? NameOf(type.GetGenericArguments()[0]) + "List"
        : type.Name.EndsWith("Resource", StringComparison.Ordinal) ? type.Name[..^"Resource".Length] : type.Name;

    private static Type ArgumentOf(Type type, Type definition, int index) =>
        type.GetInterfaces().Prepend(type).First(candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == definition).GetGenericArguments()[index];
}
