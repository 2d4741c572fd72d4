using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Antiphon.Contract;

namespace Antiphon.Http.Body;

/// <summary>
/// Reads a body against the serializer's own metadata of a record. The standard reader stops at the first error and knows no paths of unknown members;
/// this one walks the whole body, notes each error under its path, coerces numeric strings and flags, drops what is wrong, and gives the rest to the
/// serializer.
/// </summary>
internal sealed class WireReader(bool tolerant)
{
    private static readonly ConcurrentDictionary<Type, Dictionary<string, Member>> Shapes = new();

    private readonly List<string> ignored = [];

    /// <summary>The paths of unknown members that a tolerant account left unread.</summary>
    public IReadOnlyList<string> Ignored => ignored;

    public T Read<T>(JsonElement body, FieldErrors errors)
    {
        var type = (JsonTypeInfo<T>)WireJson.Options.GetTypeInfo(typeof(T));
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            var wanted = type.Kind is JsonTypeInfoKind.Enumerable ? JsonValueKind.Array : JsonValueKind.Object;
            if (body.ValueKind != wanted)
            {
                errors.Add("_schema", wanted is JsonValueKind.Array ? "Not a valid list." : "Invalid input type.");
                writer.WriteRawValue(wanted is JsonValueKind.Array ? "[]"u8 : "{}"u8);
            }
            else
            {
                Copy(body, typeof(T), "_schema", errors, errors, writer, "");
            }
        }

        return JsonSerializer.Deserialize(buffer.WrittenSpan, type)!;
    }

    /// <summary>Copies one value of the wanted type; answers whether anything was written.</summary>
    private bool Copy(JsonElement value, Type type, string name, FieldErrors owner, FieldErrors inside, Utf8JsonWriter writer, string path)
    {
        type = Bare(type);
        if (value.ValueKind is JsonValueKind.Null && type != typeof(JsonElement))
        {
            writer.WriteNullValue();
            return true;
        }

        if (ScalarReader.Find(type) is { } scalar)
        {
            var error = scalar(value, writer);
            if (error is not null)
            {
                owner.Add(name, error);
            }

            return error is null;
        }

        var shape = WireJson.Options.GetTypeInfo(type);
        switch (shape.Kind)
        {
            case JsonTypeInfoKind.Enumerable when value.ValueKind is JsonValueKind.Array:
                CopyList(value, shape.ElementType!, inside, writer, path);
                return true;
            case JsonTypeInfoKind.Enumerable:
                owner.Add(name, "Not a valid list.");
                return false;
            case JsonTypeInfoKind.Object when value.ValueKind is JsonValueKind.Object:
                CopyObject(value, shape, inside, writer, path);
                return true;
            case JsonTypeInfoKind.Object:
                owner.Add(name, "Invalid input type.");
                return false;
            default:
                throw new NotSupportedException($"{type.Name} has no place in a request.");
        }
    }

    private void CopyList(JsonElement list, Type element, FieldErrors errors, Utf8JsonWriter writer, string path)
    {
        writer.WriteStartArray();
        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            var name = index.ToString(System.Globalization.CultureInfo.InvariantCulture);
            if (item.ValueKind is JsonValueKind.Null)
            {
                errors.Add(name, FieldErrors.Null);
            }

            // An index keeps its meaning for later checks only when a bad item leaves a place-holder.
            if (item.ValueKind is JsonValueKind.Null || !Copy(item, element, name, errors, errors.Under(name), writer, $"{path}.{name}"))
            {
                writer.WriteRawValue(PlaceHolder(element));
            }

            index++;
        }

        writer.WriteEndArray();
    }

    private void CopyObject(JsonElement body, JsonTypeInfo shape, FieldErrors errors, Utf8JsonWriter writer, string path)
    {
        var members = Shapes.GetOrAdd(shape.Type, static (_, shape) => MembersOf(shape), shape);
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        writer.WriteStartObject();
        foreach (var property in body.EnumerateObject())
        {
            if (!WireText.TryName(property, out var name) || !members.TryGetValue(name, out var member))
            {
                if (IsIgnored(shape.Type, name))
                {
                    continue;
                }

                if (tolerant)
                {
                    ignored.Add($"{path}.{name}".TrimStart('.'));
                }
                else
                {
                    errors.AddAt(name, FieldErrors.Unknown);
                }

                continue;
            }

            if (seen.TryGetValue(member.Name, out var earlier) && earlier != name)
            {
                errors.Add(member.Name, $"Sent twice, as {earlier} and as {name}.");
                continue;
            }

            seen[member.Name] = name;
            CopyMember(property.Value, member, errors, writer, $"{path}.{name}");
        }

        writer.WriteEndObject();
    }

    private void CopyMember(JsonElement value, Member member, FieldErrors errors, Utf8JsonWriter writer, string path)
    {
        // A value that turns out wrong must not leave its name behind, so it is copied aside first.
        var buffer = new ArrayBufferWriter<byte>();
        bool written;
        using (var aside = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            written = member.TakesObjects && value.ValueKind is JsonValueKind.Array
                ? CopyIds(value, errors.Under(member.Name), aside)
                : Copy(value, member.Type, member.Name, errors, errors.Under(member.Name), aside, path);
        }

        if (written)
        {
            writer.WritePropertyName(member.Name);
            writer.WriteRawValue(buffer.WrittenSpan, skipInputValidation: true);
        }
    }

    private static bool CopyIds(JsonElement list, FieldErrors errors, Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            // A look-up by name would stumble over a name beside it that is no text.
            var id = item.ValueKind is JsonValueKind.Object ? item.EnumerateObject().FirstOrDefault(member => WireText.TryName(member, out var name) && name is "id").Value : item;
            if ((id.ValueKind is JsonValueKind.Undefined ? FieldErrors.Missing : ScalarReader.Find(typeof(long))!(id, writer)) is { } error)
            {
                errors.Add(index.ToString(System.Globalization.CultureInfo.InvariantCulture), item.ValueKind is JsonValueKind.Null ? FieldErrors.Null : error);
                writer.WriteNumberValue(0);
            }

            index++;
        }

        writer.WriteEndArray();
        return true;
    }

    private static bool IsIgnored(Type record, string name) =>
        record.IsDefined(typeof(WireReferenceAttribute), inherit: false)
        || (record.GetCustomAttributes(typeof(WireIgnoresAttribute), inherit: false) is [WireIgnoresAttribute ignores] && ignores.Names.Contains(name));

    private static byte[] PlaceHolder(Type element)
    {
        var type = Bare(element);
        return Encoding.UTF8.GetBytes(type.IsValueType && Nullable.GetUnderlyingType(element) is null && type != typeof(JsonElement)
            ? type == typeof(bool) ? "false" : type == typeof(DateTimeOffset) ? "\"0001-01-01\"" : "0"
            : type == typeof(string) || type == typeof(JsonElement) ? "null" : WireJson.Options.GetTypeInfo(type).Kind is JsonTypeInfoKind.Enumerable ? "[]" : "{}");
    }

    private static Type Bare(Type type)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Optional<>))
        {
            type = type.GetGenericArguments()[0];
        }

        return Nullable.GetUnderlyingType(type) ?? type;
    }

    private static Dictionary<string, Member> MembersOf(JsonTypeInfo shape)
    {
        var members = new Dictionary<string, Member>(StringComparer.Ordinal);
        foreach (var property in shape.Properties)
        {
            var member = new Member(property.Name, property.PropertyType, property.AttributeProvider?.IsDefined(typeof(WireIdsAttribute), inherit: true) is true);
            members.Add(property.Name, member);
            foreach (var synonym in property.AttributeProvider?.GetCustomAttributes(typeof(WireSynonymAttribute), inherit: true) ?? [])
            {
                members.Add(((WireSynonymAttribute)synonym).Name, member);
            }
        }

        return members;
    }

    private sealed record Member(string Name, Type Type, bool TakesObjects);
}
