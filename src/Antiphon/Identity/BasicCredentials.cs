using System.Text;

namespace Antiphon.Identity;

/// <summary>The <c>Authorization: Basic</c> header (RFC 7617), UTF-8.</summary>
internal readonly record struct BasicCredentials(string Email, string Key)
{
    private const string Scheme = "Basic ";
    private const int Longest = 2048;

    public static BasicCredentials? TryParse(string? header)
    {
        if (header is null || header.Length > Longest || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[Scheme.Length..].Trim(), bytes, out var count))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, count);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || text.Contains('\0', StringComparison.Ordinal) ? null : new BasicCredentials(text[..colon], text[(colon + 1)..]);
    }
}
