using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Antiphon.Integrations.Delivery;

/// <summary>
/// Signs what is sent, as Standard Webhooks says (HMAC-SHA256 over <c>id.timestamp.body</c>), and with the bare HMAC of the body that receivers of other
/// helpdesks expect.
/// </summary>
internal static class Signature
{
    private const string Prefix = "whsec_";

    /// <summary>The value of <c>webhook-signature</c>: one signature for each secret that counts now.</summary>
    public static string Standard(IEnumerable<string> secrets, string id, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{at.ToUnixTimeSeconds()}."));
        byte[] text = [.. head, .. body];
        return string.Join(' ', secrets.Select(secret => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(Key(secret), text))}"));
    }

    /// <summary>The value of <c>X-Gorgias-Signature</c>.</summary>
    public static string Bare(string secret, ReadOnlySpan<byte> body, bool prefixed) =>
        (prefixed ? "sha256=" : "") + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    // A secret in the form of Standard Webhooks names its bytes; of any other the letters are the bytes.
    private static byte[] Key(string secret) =>
        secret.StartsWith(Prefix, StringComparison.Ordinal) && Base64.IsValid(secret.AsSpan(Prefix.Length)) && secret.Length > Prefix.Length
            ? Convert.FromBase64String(secret[Prefix.Length..])
            : Encoding.UTF8.GetBytes(secret);
}
