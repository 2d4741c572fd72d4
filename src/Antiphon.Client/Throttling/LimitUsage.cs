using System.Globalization;
using System.Net.Http.Headers;

namespace Antiphon.Client.Throttling;

/// <summary>The usage header, <c>X-Gorgias-Account-Api-Call-Limit: used/limit</c>.</summary>
internal readonly record struct LimitUsage(int Used, int Limit)
{
    public const string Header = "X-Gorgias-Account-Api-Call-Limit";

    public static LimitUsage? Read(HttpResponseHeaders headers) =>
        headers.TryGetValues(Header, out var values) && TryParse(values.First(), out var usage) ? usage : null;

    public static bool TryParse(ReadOnlySpan<char> text, out LimitUsage usage)
    {
        usage = default;
        var slash = text.IndexOf('/');
        if (slash < 0
            || !int.TryParse(text[..slash].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var used)
            || !int.TryParse(text[(slash + 1)..].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            || limit < 1)
        {
            return false;
        }

        usage = new(used, limit);
        return true;
    }
}
