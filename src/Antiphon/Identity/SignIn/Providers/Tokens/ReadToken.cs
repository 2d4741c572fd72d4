using System.Buffers.Text;
using System.Text.Json;

namespace Antiphon.Identity.SignIn.Providers.Tokens;

/// <summary>
/// A JWS in its compact form (RFC 7515, section 7.1), taken apart and not yet believed. Only the plain form is read: no names twice, no padding, no line ends, no
/// critical extensions, no keys that the token brings along.
/// </summary>
internal sealed record ReadToken(string Algorithm, string? KeyId, JsonElement Claims, byte[] SignedText, byte[] Signature)
{
    private const int Longest = 64 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>Null for what is no such token.</summary>
    public static ReadToken? From(string? text)
    {
        if (text is not { Length: > 0 and <= Longest } || text.Split('.') is not [var head, var body, var signature])
        {
            return null;
        }

        if (Bytes(head) is not { } headBytes || Bytes(body) is not { } bodyBytes || Bytes(signature) is not { } signatureBytes
            || Object(headBytes) is not { } header || Object(bodyBytes) is not { } claims)
        {
            return null;
        }

        return header.Text("alg") is not { } algorithm || header.TryGetProperty("crit", out _) || header.TryGetProperty("b64", out _)
            ? null
            : new ReadToken(algorithm, header.Text("kid"), claims, System.Text.Encoding.ASCII.GetBytes($"{head}.{body}"), signatureBytes);
    }

    /// <summary>Base64url without anything that a lenient reader would pass over; null for anything else.</summary>
    public static byte[]? Bytes(string text)
    {
        if (text.Length % 4 == 1 || !text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
        {
            return null;
        }

        try
        {
            // Of the last letter some bits may mean nothing; they have to be zero, or one text could be written in several ways.
            var bytes = Base64Url.DecodeFromChars(text);
            return Base64Url.EncodeToString(bytes) == text ? bytes : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>A JSON object without names that stand there twice; null for anything else.</summary>
    public static JsonElement? Object(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return document.RootElement.ValueKind is JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Reads members of foreign JSON, which may be of any kind.</summary>
internal static class ForeignJson
{
    public static string? Text(this JsonElement json, string member) => json.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    /// <summary>A NumericDate (RFC 7519, section 2), which may have a fraction.</summary>
    public static DateTimeOffset? Time(this JsonElement json, string member) =>
        json.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is >= 0 and < 100_000_000_000
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;
}
