using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Antiphon.OAuth;

/// <summary>Proof key for code exchange (RFC 7636), method <c>S256</c> only: <c>plain</c> would show the verifier to whoever sees the request.</summary>
internal static class Pkce
{
    public const string Method = "S256";
    private const int ChallengeLength = 43;
    private const int ShortestVerifier = 43;
    private const int LongestVerifier = 128;

    public static bool IsChallenge(string text) => text.Length == ChallengeLength && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');

    public static string ChallengeOf(string verifier) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    public static bool Matches(string verifier, string challenge) => IsVerifier(verifier)
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(ChallengeOf(verifier)), Encoding.ASCII.GetBytes(challenge));

    private static bool IsVerifier(string text) =>
        text.Length is >= ShortestVerifier and <= LongestVerifier && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_' or '~');
}
