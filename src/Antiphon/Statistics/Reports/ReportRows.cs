using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Antiphon.Statistics.Scopes;
using Npgsql;

namespace Antiphon.Statistics.Reports;

/// <summary>Rows of an answer as the wire has them: flat objects under the names that were asked for.</summary>
internal static class ReportRows
{
    public const string BucketForm = "yyyy-MM-dd'T'HH:mm:ss.fff";

    /// <summary>The values of a row, in the order of the columns.</summary>
    public static object?[] Read(NpgsqlDataReader row, int width)
    {
        var values = new object?[width];
        for (var i = 0; i < width; i++)
        {
            values[i] = row.IsDBNull(i) ? null : row.GetValue(i);
        }

        return values;
    }

    public static IReadOnlyList<JsonElement> Write(ReportQuery query, IReadOnlyList<object?[]> rows)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var row in rows)
            {
                Write(writer, query, row);
            }

            writer.WriteEndArray();
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return [.. document.RootElement.Clone().EnumerateArray()];
    }

    private static void Write(Utf8JsonWriter writer, ReportQuery query, object?[] row)
    {
        writer.WriteStartObject();
        var place = 0;
        if (query.Bucket is { } bucket)
        {
            Write(writer, bucket.Column.Name, row[place]);
            Write(writer, $"{bucket.Column.Name}.{bucket.Granularity}", row[place++]);
        }

        // What is both bucket and dimension, or both dimension and measure (handleTime), stands there once: as what the row is about.
        HashSet<string> written = [query.Bucket?.Column.Name ?? ""];
        foreach (var name in query.Dimensions.Select(dimension => dimension.Name).Concat(query.Measures.Select(measure => measure.Name)))
        {
            if (written.Add(name))
            {
                Write(writer, name, row[place]);
            }

            place++;
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNull(name);
                break;
            case long number:
                writer.WriteNumber(name, number);
                break;
            case int number:
                writer.WriteNumber(name, number);
                break;
            case double number:
                writer.WriteNumber(name, number);
                break;
            case decimal number:
                writer.WriteNumber(name, number);
                break;
            case bool flag:
                writer.WriteBoolean(name, flag);
                break;
            case DateTime { Kind: DateTimeKind.Utc } moment:
                writer.WriteString(name, moment.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture));
                break;
            case DateTime local:
                writer.WriteString(name, local.ToString(BucketForm, CultureInfo.InvariantCulture));
                break;
            default:
                writer.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
