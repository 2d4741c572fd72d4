using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Http;

namespace Antiphon.Accounts.Settings;

/// <summary>
/// The data of a setting, or an object inside of them: each check names a member that there may be, and what is left over in the end is unknown. What
/// must be kept differently than it was sent is changed in <see cref="Json"/>.
/// </summary>
internal sealed class SettingData(JsonObject json, FieldErrors errors, bool isTolerant)
{
    private readonly HashSet<string> known = new(StringComparer.Ordinal);
    private bool isOpen = isTolerant;

    public JsonObject Json => json;

    public FieldErrors Errors => errors;

    /// <summary>Lets in what is not known here: it is kept for whoever sent it.</summary>
    public SettingData Open()
    {
        isOpen = true;
        return this;
    }

    public SettingData Flags(params string[] members)
    {
        foreach (var member in members)
        {
            _ = Take(member, isNullable: false, node => node.GetValueKind() is JsonValueKind.True or JsonValueKind.False, "Not a valid boolean.");
        }

        return this;
    }

    public SettingData NullableFlag(string member)
    {
        _ = Take(member, isNullable: true, node => node.GetValueKind() is JsonValueKind.True or JsonValueKind.False, "Not a valid boolean.");
        return this;
    }

    public SettingData Integer(string member, long least, long most, bool isNullable = false)
    {
        var value = Take(member, isNullable, node => SettingNodes.Whole(node) is not null, "Not a valid integer.");
        var number = value is null ? null : SettingNodes.Whole(value);
        errors.AddIf(number < least || number > most, member, string.Create(CultureInfo.InvariantCulture, $"Must be between {least} and {most}."));
        return this;
    }

    /// <summary>An amount that is not below zero.</summary>
    public SettingData Amount(string member)
    {
        var value = Take(member, isNullable: true, node => node.GetValueKind() is JsonValueKind.Number, "Not a valid number.");
        errors.AddIf(value?.GetValue<JsonElement>().GetDouble() < 0, member, "Must be greater than or equal to 0.");
        return this;
    }

    public SettingData Text(string member, int most, bool isNullable = true)
    {
        errors.MaxLength(member, TextOf(member, isNullable), most);
        return this;
    }

    public SettingData Word(string member, params string[] allowed)
    {
        errors.OneOf(member, TextOf(member, isNullable: false), allowed);
        return this;
    }

    /// <summary>A datetime or null.</summary>
    public SettingData Times(params string[] members)
    {
        foreach (var member in members)
        {
            _ = Take(member, isNullable: true, node => node.GetValueKind() is JsonValueKind.String && WireDate.TryParse((string?)node, out _), "Not a valid datetime.");
        }

        return this;
    }

    /// <summary>A list of texts, each checked by itself; the errors are under its place.</summary>
    public SettingData Texts(string member, int most, Action<FieldErrors, string, string> check)
    {
        if (List(member, most) is { } list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                var place = i.ToString(CultureInfo.InvariantCulture);
                if (list[i] is JsonValue value && value.GetValueKind() is JsonValueKind.String)
                {
                    check(errors.Under(member), place, (string)list[i]!);
                }
                else
                {
                    errors.Under(member).Add(place, "Not a valid string.");
                }
            }
        }

        return this;
    }

    public SettingData Words(string member, IReadOnlyCollection<string> allowed) => Texts(member, allowed.Count * 2, (inside, place, word) => inside.OneOf(place, word, allowed));

    /// <summary>A list of whole numbers above zero.</summary>
    public SettingData Ids(string member, int most)
    {
        if (List(member, most) is { } list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                errors.Under(member).AddIf(list[i] is not { } node || SettingNodes.Whole(node) is not > 0, i, "Not a valid integer.");
            }
        }

        return this;
    }

    /// <summary>An object inside.</summary>
    public SettingData Inside(string member, Action<SettingData> check)
    {
        if (Take(member, isNullable: false, node => node is JsonObject, "Not a valid mapping type.") is JsonObject inner)
        {
            Check(inner, errors.Under(member), check);
        }

        return this;
    }

    /// <summary>A list of objects.</summary>
    public SettingData Each(string member, int most, Action<SettingData> check)
    {
        if (List(member, most) is { } list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                if (list[i] is JsonObject inner)
                {
                    Check(inner, errors.Under(member).Under(i), check);
                }
                else
                {
                    errors.Under(member).Add(i.ToString(CultureInfo.InvariantCulture), "Not a valid mapping type.");
                }
            }
        }

        return this;
    }

    /// <summary>An object whose members have names of the caller's choice.</summary>
    public SettingData Map(string member, int most, Action<string, SettingData> check)
    {
        if (Take(member, isNullable: false, node => node is JsonObject, "Not a valid mapping type.") is not JsonObject map)
        {
            return this;
        }

        errors.MaxCount(member, map.Count, most);
        foreach (var (name, value) in map)
        {
            if (value is JsonObject inner)
            {
                Check(inner, errors.Under(member).Under(name), data => check(name, data));
            }
            else
            {
                errors.Under(member).AddAt(name, "Not a valid mapping type.");
            }
        }

        return this;
    }

    public SettingData Required(params string[] members)
    {
        foreach (var member in members)
        {
            errors.AddIf(!json.ContainsKey(member), member, FieldErrors.Missing);
        }

        return this;
    }

    /// <summary>A member that is a text, whose errors are noted; null when it is none.</summary>
    public string? TextOf(string member, bool isNullable) => (string?)Take(member, isNullable, node => node.GetValueKind() is JsonValueKind.String, "Not a valid string.");

    /// <summary>Notes what nobody asked for.</summary>
    public void End()
    {
        foreach (var (member, _) in json)
        {
            if (!isOpen && !known.Contains(member))
            {
                errors.AddAt(member, FieldErrors.Unknown);
            }
        }
    }

    private JsonArray? List(string member, int most)
    {
        var list = Take(member, isNullable: false, node => node is JsonArray, "Not a valid list.") as JsonArray;
        errors.MaxCount(member, list?.Count, most);
        return list?.Count > most ? null : list;
    }

    private void Check(JsonObject inner, FieldErrors inside, Action<SettingData> check)
    {
        var data = new SettingData(inner, inside, isOpen);
        check(data);
        data.End();
    }

    private JsonNode? Take(string member, bool isNullable, Func<JsonNode, bool> fits, string complaint)
    {
        known.Add(member);
        if (!json.TryGetPropertyValue(member, out var node))
        {
            return null;
        }

        if (node is null)
        {
            errors.AddIf(!isNullable, member, FieldErrors.Null);
            return null;
        }

        if (fits(node))
        {
            return node;
        }

        errors.AddIf(true, member, complaint);
        return null;
    }
}
