using System.Security.Cryptography;
using Antiphon.Identity.SignIn;

namespace Antiphon.OAuth;

/// <summary>
/// The secrets of this server, told apart by their first letters so that a scanner of source code knows a leaked one. Tokens are opaque: they can be
/// revoked at once, and say nothing to who reads them.
/// </summary>
internal static class OAuthSecret
{
    public static string NewClientId() => RandomNumberGenerator.GetHexString(24, lowercase: true);

    public static string NewClientSecret() => OpaqueToken.New("aps_");

    public static string NewCode() => OpaqueToken.New("apc_");

    public static string NewAccessToken() => OpaqueToken.New("apt_");

    public static string NewRefreshToken() => OpaqueToken.New("apr_");

    /// <summary>Whether a secret is the one that was hashed; it takes the same time wherever they differ.</summary>
    public static bool Matches(string given, byte[] hash) => CryptographicOperations.FixedTimeEquals(OpaqueToken.Hash(given), hash);
}
