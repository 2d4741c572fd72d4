using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Http;

namespace Antiphon.Accounts;

/// <summary>The switches by the names that operators type, which are those of the stored JSON. A new property of <see cref="Switches"/> is here by itself.</summary>
internal static class SwitchCatalog
{
    private static readonly Dictionary<string, PropertyInfo> Properties = typeof(Switches)
        .GetProperties(BindingFlags.Instance | BindingFlags.Public)
        .Where(property => property.CanWrite)
        .ToDictionary(property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name), StringComparer.Ordinal);

    public static IReadOnlyCollection<string> Names => Properties.Keys;

    /// <summary>What a switch is set to, as it would be typed.</summary>
    public static string Show(Switches switches, string name) => Properties[name].GetValue(switches) switch
    {
        null => string.Empty,
        true => "true",
        false => "false",
        var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>The switches after some changes. What is wrong with a change goes to <paramref name="errors"/>, and the answer then means nothing.</summary>
    public static Switches Apply(Switches switches, IEnumerable<KeyValuePair<string, string>> changes, FieldErrors errors)
    {
        var json = JsonNode.Parse(switches.ToJson())!.AsObject();
        foreach (var (name, value) in changes)
        {
            if (!Properties.TryGetValue(name, out var property))
            {
                errors.Add(name, $"There is no such switch; there are: {string.Join(", ", Names)}.");
            }
            else if (Read(property, value, out var node) is { } complaint)
            {
                errors.Add(name, complaint);
            }
            else
            {
                json[name] = node;
            }
        }

        return errors.Any ? switches : Switches.Parse(json.ToJsonString());
    }

    private static string? Read(PropertyInfo property, string text, out JsonNode? node)
    {
        node = null;
        if (property.PropertyType == typeof(bool))
        {
            var known = text.ToLowerInvariant() switch { "true" or "on" or "yes" => true, "false" or "off" or "no" => false, _ => (bool?)null };
            node = known;
            return known is null ? "Must be true or false." : null;
        }

        if (property.PropertyType == typeof(string))
        {
            node = text;
            return property.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed && !allowed.Values.Contains(text)
                ? $"Must be one of: {string.Join(", ", allowed.Values)}."
                : null;
        }

        // The other switches are numbers that may be absent.
        if (text.Length == 0)
        {
            return null;
        }

        var range = property.GetCustomAttribute<RangeAttribute>();
        var isNumber = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        node = number;
        return isNumber && range?.IsValid(number) is not false ? null : range is null ? "Must be a whole number." : $"Must be a whole number from {range.Minimum} to {range.Maximum}.";
    }
}
