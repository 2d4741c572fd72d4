using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Antiphon.Contract;

namespace Antiphon.ApiTests.Furniture;

/// <summary>Records of the contract as tests walk them: by the serializer's own metadata, so that a new member is in by being there.</summary>
internal static class WireShape
{
    /// <summary>The paths of all members that hold whole numbers, such as <c>messages.0.sender.id</c>; a list is walked through its first item.</summary>
    public static IEnumerable<string> IntegerPaths(Type record) => ItemOf(record) is { } item ? IntegerPaths(item, "0") : Members(record).SelectMany(member => IntegerPaths(member.Type, member.Name));

    /// <summary>A body with every member in it, of the right type and without any meaning.</summary>
    public static JsonNode Full(Type type)
    {
        type = Bare(type);
        if (type == typeof(string))
        {
            return "text";
        }

        if (type == typeof(bool))
        {
            return true;
        }

        if (type == typeof(DateTimeOffset))
        {
            return "2024-05-01T10:00:00Z";
        }

        if (type == typeof(JsonElement))
        {
            return new JsonObject { ["free"] = 1 };
        }

        if (ItemOf(type) is { } item)
        {
            return new JsonArray(Full(item));
        }

        return type.IsValueType ? 1 : new JsonObject(Members(type).Select(member => KeyValuePair.Create(member.Name, (JsonNode?)Full(member.Type))));
    }

    /// <summary>Puts a value at a path, making what is missing on the way.</summary>
    public static void Set(JsonNode body, string path, JsonNode? value)
    {
        var steps = path.Split('.');
        var at = body;
        for (var i = 0; i < steps.Length; i++)
        {
            var next = i == steps.Length - 1 ? value : Child(at, steps[i]) is JsonObject or JsonArray ? Child(at, steps[i]) : steps[i + 1] is "0" ? new JsonArray() : new JsonObject();
            if (at is JsonArray list)
            {
                if (list.Count == 0)
                {
                    list.Add(next);
                }
                else if (!ReferenceEquals(list[0], next))
                {
                    list[0] = next;
                }
            }
            else if (!ReferenceEquals(at[steps[i]], next))
            {
                at[steps[i]] = next;
            }

            at = next!;
        }
    }

    private static JsonNode? Child(JsonNode at, string step) => at is JsonArray list ? list.FirstOrDefault() : at[step];

    private static IEnumerable<string> IntegerPaths(Type type, string path)
    {
        type = Bare(type);
        if (type == typeof(long))
        {
            return [path];
        }

        return ItemOf(type) is { } item ? IntegerPaths(item, path + ".0")
            : type.IsValueType || type == typeof(string) ? []
            : Members(type).SelectMany(member => IntegerPaths(member.Type, $"{path}.{member.Name}"));
    }

    private static IEnumerable<(string Name, Type Type)> Members(Type record)
    {
        var shape = WireJson.Options.GetTypeInfo(record);
        return shape.Kind is JsonTypeInfoKind.Object ? shape.Properties.Select(property => (property.Name, property.PropertyType)) : [];
    }

    private static Type? ItemOf(Type type) =>
        type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type) && type.GetGenericArguments() is [var item] ? item : null;

    private static Type Bare(Type type)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Optional<>))
        {
            type = type.GetGenericArguments()[0];
        }

        return Nullable.GetUnderlyingType(type) ?? type;
    }
}
