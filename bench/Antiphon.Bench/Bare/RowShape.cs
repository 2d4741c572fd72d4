using System.Text.Json;
using Antiphon.Customers;
using Npgsql;

namespace Antiphon.Bench.Bare;

/// <summary>What becomes of the next column of a row, or of the next few.</summary>
internal sealed record Member(string Name, Member[]? Nested = null)
{
    /// <summary>A column that is read by the statement and not answered.</summary>
    public const string Unused = "";

    /// <summary>Takes no column; always the same JSON.</summary>
    public string? Constant { get; init; }

    /// <summary>Takes no column; the path of the object, whose id is the first column.</summary>
    public string? Path { get; init; }

    public static implicit operator Member(string name) => new(name);
}

/// <summary>Writes rows as JSON straight from the reader: by name in the order of the columns, each as its type in PostgreSQL tells.</summary>
internal sealed class RowShape(params Member[] members)
{
    private Kind[]? kinds;

    private enum Kind
    {
        Text,
        Number,
        Small,
        Flag,
        Time,
        Json,
    }

    public void Write(Utf8JsonWriter json, NpgsqlDataReader row)
    {
        json.WriteStartObject();
        WriteMembers(json, row);
        json.WriteEndObject();
    }

    public void WriteMembers(Utf8JsonWriter json, NpgsqlDataReader row)
    {
        kinds ??= [.. Enumerable.Range(0, row.FieldCount).Select(column => KindOf(row.GetDataTypeName(column)))];
        var column = 0;
        foreach (var member in members)
        {
            column = Write(json, row, kinds, member, column);
        }
    }

    private static int Write(Utf8JsonWriter json, NpgsqlDataReader row, Kind[] kinds, Member member, int column)
    {
        if (member.Constant is { } constant)
        {
            json.WritePropertyName(member.Name);
            json.WriteRawValue(constant, skipInputValidation: true);
            return column;
        }

        if (member.Path is { } path)
        {
            json.WriteString(member.Name, $"{path}{row.GetInt64(0)}/");
            return column;
        }

        if (member.Nested is { } nested)
        {
            if (row.IsDBNull(column))
            {
                json.WriteNull(member.Name);
                return column + nested.Length;
            }

            json.WriteStartObject(member.Name);
            foreach (var inner in nested)
            {
                column = Write(json, row, kinds, inner, column);
            }

            json.WriteEndObject();
            return column;
        }

        WriteValue(json, row, kinds[column], member.Name, column);
        return column + 1;
    }

    private static void WriteValue(Utf8JsonWriter json, NpgsqlDataReader row, Kind kind, string name, int column)
    {
        if (name.Length == 0)
        {
            return;
        }

        if (row.IsDBNull(column))
        {
            json.WriteNull(name);
            return;
        }

        switch (kind)
        {
            case Kind.Text:
                var text = row.GetString(column);
                json.WriteString(name, text);
                if (name is "name")
                {
                    json.WriteString("firstname", PersonName.First(text));
                    json.WriteString("lastname", PersonName.Last(text));
                }

                break;
            case Kind.Number:
                json.WriteNumber(name, row.GetInt64(column));
                break;
            case Kind.Small:
                json.WriteNumber(name, row.GetInt32(column));
                break;
            case Kind.Flag:
                json.WriteBoolean(name, row.GetBoolean(column));
                break;
            case Kind.Time:
                json.WriteString(name, row.GetFieldValue<DateTimeOffset>(column));
                break;
            default:
                json.WritePropertyName(name);
                json.WriteRawValue(row.GetString(column), skipInputValidation: true);
                break;
        }
    }

    private static Kind KindOf(string type) => type switch
    {
        "bigint" => Kind.Number,
        "integer" => Kind.Small,
        "boolean" => Kind.Flag,
        "jsonb" => Kind.Json,
        _ when type.StartsWith("timestamp", StringComparison.Ordinal) => Kind.Time,
        _ => Kind.Text,
    };
}
