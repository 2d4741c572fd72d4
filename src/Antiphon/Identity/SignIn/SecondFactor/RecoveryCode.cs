using System.Security.Cryptography;

namespace Antiphon.Identity.SignIn.SecondFactor;

/// <summary>A way in for whoever lost the telephone: ten codes of 80 bits, each good once, kept as hashes.</summary>
internal static class RecoveryCode
{
    public const int Count = 10;
    private const int Length = 16;
    private const int Group = 4;

    // Without what looks alike: it is written down by hand.
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";

    public static string New()
    {
        var letters = RandomNumberGenerator.GetString(Alphabet, Length);
        return string.Join('-', Enumerable.Range(0, Length / Group).Select(i => letters.Substring(i * Group, Group)));
    }

    /// <summary>The hash of a code however it was typed.</summary>
    public static byte[] Hash(string typed) => OpaqueToken.Hash(string.Concat(typed.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit)));
}
