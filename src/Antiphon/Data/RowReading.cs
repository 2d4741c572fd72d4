using System.Text.Json;
using Npgsql;

namespace Antiphon.Data;

/// <summary>Nullable and JSON columns of a row.</summary>
internal static class RowReading
{
    public static string? Text(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static long? Long(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    public static bool? Flag(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetBoolean(column);

    public static DateTimeOffset Time(this NpgsqlDataReader row, int column) => row.GetFieldValue<DateTimeOffset>(column);

    public static DateTimeOffset? TimeOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);

    public static JsonElement? Json(this NpgsqlDataReader row, int column)
    {
        if (row.IsDBNull(column))
        {
            return null;
        }

        using var document = JsonDocument.Parse(row.GetString(column));
        return document.RootElement.Clone();
    }
}
