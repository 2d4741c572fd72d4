using System.Globalization;
using System.Text.Json;

namespace Antiphon.Language.Templates;

/// <summary>What may stand behind a <c>|</c>. A filter that does not exist, or whose argument makes no sense, lets the value through.</summary>
internal static class TemplateFilters
{
    private delegate TemplateValue FilterFunction(TemplateValue value, IReadOnlyList<string> arguments, RenderOptions options);

    private static readonly Dictionary<string, FilterFunction> Known = new(StringComparer.Ordinal)
    {
        ["datetime_format"] = Format,
        ["fallback"] = (value, arguments, _) => value.IsNothing && arguments is [var other, ..] ? TemplateValue.Of(other) : value,
        ["tojson"] = (value, _, _) => TemplateValue.OfJsonText(value.ToJson()),
        ["urlencode"] = (value, _, _) => value.IsNothing ? value : TemplateValue.Of(Uri.EscapeDataString(value.ToText())),
        ["lower"] = (value, _, _) => value.IsNothing ? value : TemplateValue.Of(value.ToText().ToLowerInvariant()),
        ["upper"] = (value, _, _) => value.IsNothing ? value : TemplateValue.Of(value.ToText().ToUpperInvariant()),
        ["truncate"] = Truncate,
    };

    public static bool IsKnown(string name) => Known.ContainsKey(name);

    public static TemplateValue Apply(TemplateFilter filter, TemplateValue value, RenderOptions options) =>
        Known.TryGetValue(filter.Name, out var function) ? function(value, filter.Arguments, options) : value;

    private static TemplateValue Truncate(TemplateValue value, IReadOnlyList<string> arguments, RenderOptions options)
    {
        _ = options;
        var text = value.ToText();
        if (arguments is not [var given, ..] || !int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var most) || text.Length <= most)
        {
            return value;
        }

        // A pair of surrogates is one character and is not cut in half.
        most -= most > 0 && char.IsHighSurrogate(text[most - 1]) ? 1 : 0;
        return TemplateValue.Of(text[..most]);
    }

    private static TemplateValue Format(TemplateValue value, IReadOnlyList<string> arguments, RenderOptions options)
    {
        if (arguments is not [var format, ..] || !TryTime(value, out var time))
        {
            return value;
        }

        var zone = arguments.Count > 1 && TimeZoneInfo.TryFindSystemTimeZoneById(arguments[1], out var named) ? named : options.TimeZone ?? TimeZoneInfo.Utc;
        return TemplateValue.Of(MomentFormat.Write(TimeZoneInfo.ConvertTime(time, zone), format, zone, options.Language));
    }

    private static bool TryTime(TemplateValue value, out DateTimeOffset time)
    {
        time = default;
        if (value.IsNothing)
        {
            return false;
        }

        // Shops send times as seconds or milliseconds since 1970 as well.
        if (value.Json is { ValueKind: JsonValueKind.Number } number)
        {
            if (!number.TryGetInt64(out var epoch) || epoch is < -62_135_596_800 or > 253_402_300_799_999)
            {
                return false;
            }

            time = epoch > 253_402_300_799 || epoch > 100_000_000_000 ? DateTimeOffset.FromUnixTimeMilliseconds(epoch) : DateTimeOffset.FromUnixTimeSeconds(epoch);
            return true;
        }

        // Only what begins with a whole date: a bare time of day would silently get today's.
        var text = value.ToText();
        return text.Length >= 10 && text[4] is '-' && text[7] is '-' && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
    }
}
