using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>
/// Datetimes of the wire: sent as <c>YYYY-MM-DDTHH:MM:SS.ffffff+00:00</c>, always six digits and never <c>Z</c>; read with or without a fraction,
/// with <c>Z</c>, an offset or no zone (UTC), and as a bare date. See "Data types" of the conventions page.
/// </summary>
public static class WireDate
{
    private const string Written = "yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'";

    /// <summary>The wire's text of an instant.</summary>
    /// <param name="value">The instant; its offset does not matter.</param>
    /// <returns>UTC with microseconds.</returns>
    public static string Format(DateTimeOffset value) => value.UtcDateTime.ToString(Written, CultureInfo.InvariantCulture);

    /// <summary>Reads any spelling that clients send. What is finer than a microsecond is cut off.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The instant in UTC.</param>
    /// <returns>Whether it is a datetime between the years 1 and 9999.</returns>
    public static bool TryParse(string? text, out DateTimeOffset value)
    {
        value = default;
        // A digit first keeps out what the framework would also read, such as names of months.
        if (text is null || text.Length is < 10 or > 40 || !char.IsAsciiDigit(text[0]) || text[4] != '-' || text[7] != '-')
        {
            return false;
        }

        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var parsed))
        {
            return false;
        }

        value = new DateTimeOffset(parsed.Ticks - (parsed.Ticks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
        return true;
    }
}

internal sealed class WireDateConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        WireDate.TryParse(reader.GetString(), out var value) ? value : throw new JsonException("Not a valid datetime.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(WireDate.Format(value));
}
