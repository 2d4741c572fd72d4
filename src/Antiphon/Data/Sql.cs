using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Antiphon.Data;

/// <summary>
/// A statement written as an interpolated string. Every <c>{value}</c> becomes a numbered parameter, another <see cref="Sql"/> is spliced in,
/// and <c>:raw</c> admits only constants of this code base (SourceTests reads them). There is no other way to run SQL.
/// </summary>
[InterpolatedStringHandler]
internal sealed class Sql
{
    public static readonly Sql Empty = new(0, 0);

    private readonly List<object> parts;

    public Sql(int literalLength, int formattedCount)
    {
        _ = literalLength;
        parts = new List<object>((formattedCount * 2) + 1);
    }

    /// <summary>Gives an interpolated string the type <see cref="Sql"/>, for pieces that are spliced into a statement.</summary>
    public static Sql Of(Sql sql) => sql;

    public void AppendLiteral(string value) => parts.Add(value);

    public void AppendFormatted(Sql value) => parts.AddRange(value.parts);

    public void AppendFormatted(string value, string format) =>
        parts.Add(format is "raw" ? value : throw new ArgumentException($"Unknown format '{format}'.", nameof(format)));

    public void AppendFormatted(string? value) => parts.Add(Parameter(value, NpgsqlDbType.Text));

    public void AppendFormatted(string[] value) => parts.Add(new NpgsqlParameter<string[]> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });

    public void AppendFormatted(bool value) => parts.Add(new NpgsqlParameter<bool> { TypedValue = value });

    public void AppendFormatted(bool? value) => parts.Add(Parameter(value, NpgsqlDbType.Boolean));

    public void AppendFormatted(int value) => parts.Add(new NpgsqlParameter<int> { TypedValue = value });

    public void AppendFormatted(int? value) => parts.Add(Parameter(value, NpgsqlDbType.Integer));

    public void AppendFormatted(long value) => parts.Add(new NpgsqlParameter<long> { TypedValue = value });

    public void AppendFormatted(long? value) => parts.Add(Parameter(value, NpgsqlDbType.Bigint));

    public void AppendFormatted(decimal value) => parts.Add(new NpgsqlParameter<decimal> { TypedValue = value });

    public void AppendFormatted(decimal? value) => parts.Add(Parameter(value, NpgsqlDbType.Numeric));

    public void AppendFormatted(long[]? value) => parts.Add(Parameter(value, NpgsqlDbType.Array | NpgsqlDbType.Bigint));

    public void AppendFormatted(int[] value) => parts.Add(Parameter(value, NpgsqlDbType.Array | NpgsqlDbType.Integer));

    public void AppendFormatted(bool[] value) => parts.Add(Parameter(value, NpgsqlDbType.Array | NpgsqlDbType.Boolean));

    public void AppendFormatted(Guid value) => parts.Add(new NpgsqlParameter<Guid> { TypedValue = value });

    public void AppendFormatted(byte[]? value) => parts.Add(Parameter(value, NpgsqlDbType.Bytea));

    public void AppendFormatted(DateTimeOffset value) =>
        parts.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = value.ToUniversalTime(), NpgsqlDbType = NpgsqlDbType.TimestampTz });

    public void AppendFormatted(DateTimeOffset? value) => parts.Add(Parameter(value?.ToUniversalTime(), NpgsqlDbType.TimestampTz));

    /// <summary>Free JSON; a JSON null and no value are both stored as SQL null.</summary>
    public void AppendFormatted(JsonElement? value) =>
        parts.Add(Parameter(value is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } json ? json.GetRawText() : null, NpgsqlDbType.Jsonb));

    public void AppendFormatted(JsonElement value) => AppendFormatted((JsonElement?)value);

    public void AppendFormatted(Jsonb value) => parts.Add(Parameter(value.Text, NpgsqlDbType.Jsonb));

    /// <summary>For arrays whose element type needs naming, such as timestamps or jsonb.</summary>
    public void AppendFormatted(NpgsqlParameter value) => parts.Add(value);

    /// <summary>Joins two pieces: <c>where + filter</c>.</summary>
    public static Sql operator +(Sql left, Sql right)
    {
        var sum = new Sql(0, left.parts.Count + right.parts.Count);
        sum.parts.AddRange(left.parts);
        sum.parts.AddRange(right.parts);
        return sum;
    }

    public void WriteTo(NpgsqlCommand command) => command.CommandText = WriteTo(command.Parameters);

    public void WriteTo(NpgsqlBatchCommand command) => command.CommandText = WriteTo(command.Parameters);

    private string WriteTo(NpgsqlParameterCollection parameters)
    {
        var text = new StringBuilder();
        var position = 0;
        foreach (var part in parts)
        {
            if (part is string literal)
            {
                text.Append(literal);
                continue;
            }

            var parameter = (NpgsqlParameter)part;
            parameters.Add(parameter.Collection is null ? parameter : parameter.Clone());
            text.Append('$').Append(++position);
        }

        return text.ToString();
    }

    private static NpgsqlParameter Parameter(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}

/// <summary>JSON text that this code built itself, to be stored as jsonb.</summary>
internal readonly record struct Jsonb(string? Text);
