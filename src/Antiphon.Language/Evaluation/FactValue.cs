using System.Text.Json;

namespace Antiphon.Language.Evaluation;

/// <summary>What was found at a path.</summary>
public abstract record FactValue
{
    /// <summary>There is no value.</summary>
    public static FactValue Null { get; } = new NullFact();

    /// <summary>Whether there is a value, and which, cannot be told here.</summary>
    public static FactValue Unknown { get; } = new UnknownFact();

    /// <summary>A text, or <see cref="Null"/>.</summary>
    public static FactValue Of(string? value) => value is null ? Null : new TextFact(value);

    /// <summary>A number or id, or <see cref="Null"/>.</summary>
    public static FactValue Of(decimal? value) => value is { } number ? new NumberFact(number) : Null;

    /// <summary>True or false, or <see cref="Null"/>.</summary>
    public static FactValue Of(bool? value) => value is { } boolean ? new BooleanFact(boolean) : Null;

    /// <summary>A moment, or <see cref="Null"/>.</summary>
    public static FactValue Of(DateTimeOffset? value) => value is { } moment ? new InstantFact(moment) : Null;

    /// <summary>A list. Nulls are left out and lists inside are dissolved; with one unknown value the whole is unknown.</summary>
    public static FactValue Of(IEnumerable<FactValue> values)
    {
        var kept = new List<FactValue>();
        foreach (var value in values)
        {
            switch (value)
            {
                case UnknownFact:
                    return Unknown;
                case ListFact list:
                    kept.AddRange(list.Values);
                    break;
                case not NullFact:
                    kept.Add(value);
                    break;
            }
        }

        return new ListFact([.. kept]);
    }

    /// <summary>Writes it as JSON, for traces; what is unknown becomes null.</summary>
    public abstract void WriteTo(Utf8JsonWriter writer);
}

/// <summary>No value.</summary>
public sealed record NullFact : FactValue
{
    internal NullFact()
    {
    }

    /// <inheritdoc />
    public override void WriteTo(Utf8JsonWriter writer) => writer.WriteNullValue();
}

/// <summary>Not to be told.</summary>
public sealed record UnknownFact : FactValue
{
    internal UnknownFact()
    {
    }

    /// <inheritdoc />
    public override void WriteTo(Utf8JsonWriter writer) => writer.WriteNullValue();
}

/// <summary>A text.</summary>
public sealed record TextFact(string Value) : FactValue
{
    private string? folded;

    /// <summary>The text <see cref="Folding">folded</see>; computed once, so facts that are read by many rules should be kept.</summary>
    public string Folded => folded ??= Folding.Fold(Value);

    /// <inheritdoc />
    public bool Equals(TextFact? other) => other is not null && other.Value == Value;

    /// <inheritdoc />
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc />
    public override void WriteTo(Utf8JsonWriter writer) => writer.WriteStringValue(Value);
}

/// <summary>A number or id.</summary>
public sealed record NumberFact(decimal Value) : FactValue
{
    /// <inheritdoc />
    public override void WriteTo(Utf8JsonWriter writer) => new NumberConstant(Value).WriteTo(writer);
}

/// <summary>True or false.</summary>
public sealed record BooleanFact(bool Value) : FactValue
{
    /// <inheritdoc />
    public override void WriteTo(Utf8JsonWriter writer) => writer.WriteBooleanValue(Value);
}

/// <summary>A moment; only whole microseconds compare as the database does.</summary>
public sealed record InstantFact(DateTimeOffset Value) : FactValue
{
    /// <inheritdoc />
    public override void WriteTo(Utf8JsonWriter writer) => new InstantConstant(Value.ToUniversalTime()).WriteTo(writer);
}

/// <summary>Something that is there but cannot be compared, such as an object: it is not empty, and equal to nothing.</summary>
public sealed record OpaqueFact : FactValue
{
    internal OpaqueFact(JsonElement value) => Value = value;

    /// <summary>The thing itself.</summary>
    public JsonElement Value { get; }

    /// <inheritdoc />
    public bool Equals(OpaqueFact? other) => other is not null && JsonElement.DeepEquals(Value, other.Value);

    /// <inheritdoc />
    public override int GetHashCode() => (int)Value.ValueKind;

    /// <inheritdoc />
    public override void WriteTo(Utf8JsonWriter writer) => Value.WriteTo(writer);
}

/// <summary>Several values, none of them null, unknown or a list.</summary>
public sealed record ListFact : FactValue
{
    internal ListFact(Items<FactValue> values) => Values = values;

    /// <summary>The values.</summary>
    public Items<FactValue> Values { get; }

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
