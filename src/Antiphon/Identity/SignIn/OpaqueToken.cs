using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Antiphon.Identity.SignIn;

/// <summary>Secrets that mean nothing by themselves: 256 random bits, stored as SHA-256 only, so that whoever reads the database cannot use them.</summary>
internal static class OpaqueToken
{
    private const int Bytes = 32;

    /// <summary>A new token: the prefix and 43 characters of base64url.</summary>
    public static string New(string prefix = "") => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>How a token is stored and looked up. A quick hash is enough for something that nobody can guess.</summary>
    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
