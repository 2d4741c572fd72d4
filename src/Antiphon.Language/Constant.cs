using System.Globalization;
using System.Text.Json;

namespace Antiphon.Language;

/// <summary>A value written in a text.</summary>
public abstract record Constant
{
    /// <summary>Writes it as JSON: an action's arguments take the same shape as a macro's.</summary>
    public abstract void WriteTo(Utf8JsonWriter writer);
}

/// <summary>A text. It never holds U+0000 or half a surrogate pair: the lexer refuses them, because no database can hold them.</summary>
public sealed record TextConstant(string Value) : Constant
{
    /// <inheritdoc />
    public override void WriteTo(Utf8JsonWriter writer) => writer.WriteStringValue(Value);
}

/// <summary>A number with at most 28 digits: decimal, so that the database's <c>numeric</c> compares the same.</summary>
public sealed record NumberConstant(decimal Value) : Constant
{
    /// <summary>Its shortest spelling: <c>1.50</c> is <c>1.5</c>.</summary>
    public string Text => Value == 0 ? "0" : Value.ToString("0.############################", CultureInfo.InvariantCulture);

    /// <inheritdoc />
    public override void WriteTo(Utf8JsonWriter writer) => writer.WriteRawValue(Text);
}

/// <summary><c>true</c> or <c>false</c>.</summary>
public sealed record BooleanConstant(bool Value) : Constant
{
    /// <summary><c>true</c> or <c>false</c>.</summary>
    public string Text => Value ? "true" : "false";

    /// <inheritdoc />
    public override void WriteTo(Utf8JsonWriter writer) => writer.WriteBooleanValue(Value);
}

/// <summary><c>null</c>.</summary>
public sealed record NullConstant : Constant
{
    private NullConstant()
    {
    }

    /// <summary>The only one.</summary>
    public static NullConstant Instance { get; } = new();

    /// <inheritdoc />
    public override void WriteTo(Utf8JsonWriter writer) => writer.WriteNullValue();
}

/// <summary>A moment, written as ISO 8601.</summary>
/// <param name="Value">In UTC, whole microseconds.</param>
public sealed record InstantConstant(DateTimeOffset Value) : Constant
{
    /// <inheritdoc />
    public override void WriteTo(Utf8JsonWriter writer) => writer.WriteStringValue(Value.ToString("yyyy-MM-ddTHH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture));
}

/// <summary>A span of time before now, such as <c>'1d'</c>.</summary>
public sealed record TimedeltaConstant(Timedelta Value) : Constant
{
    /// <inheritdoc />
    public override void WriteTo(Utf8JsonWriter writer) => writer.WriteStringValue(Value.ToString());
}

/// <summary>A value that is known only when a filter runs: <c>{{current_user.id}}</c> has the name <c>current_user.id</c>.</summary>
public sealed record VariableConstant(string Name) : Constant
{
    /// <inheritdoc />
    public override void WriteTo(Utf8JsonWriter writer) => writer.WriteStringValue($"{{{{{Name}}}}}");
}

/// <summary>A list; in comparisons its items are scalars.</summary>
public sealed record ListConstant(Items<Constant> Values) : Constant
{
    /// <inheritdoc />
    public override void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (var value in Values)
        {
            value.WriteTo(writer);
        }

        writer.WriteEndArray();
    }
}

/// <summary>An object among an action's arguments.</summary>
public sealed record ObjectConstant(Items<Argument> Members) : Constant
{
    /// <summary>The member of that name, or null.</summary>
    public Constant? this[string name] => Members.LastOrDefault(member => member.Name == name)?.Value;

    /// <inheritdoc />
    public override void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var member in Members)
        {
            writer.WritePropertyName(member.Name);
            member.Value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }
}

/// <summary>A named value of an object.</summary>
public sealed record Argument(string Name, Constant Value);
