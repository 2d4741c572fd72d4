using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Antiphon.Identity;

/// <summary>
/// Passwords as they are kept: <c>pbkdf2-sha256$iterations$salt$hash</c>. The count stands with each hash, so raising it leaves old passwords valid.
/// </summary>
internal static class Passwords
{
    /// <summary>What OWASP advises for PBKDF2 with SHA-256.</summary>
    private const int Iterations = 600_000;
    private const string Scheme = "pbkdf2-sha256";
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    // Without the look-alikes 0 O, 1 l I: it is read off a screen.
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const int GeneratedLength = 20;

    /// <summary>A random password of about 115 bits.</summary>
    public static string NewPassword() => RandomNumberGenerator.GetString(Alphabet, GeneratedLength);

    /// <summary>A hash that no password fits, for an attempt against nobody: it takes as long as one against somebody.</summary>
    public static string Decoy { get; } = Format(RandomNumberGenerator.GetBytes(SaltBytes), RandomNumberGenerator.GetBytes(HashBytes));

    public static string Hash(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return Format(salt, Derive(password, salt, Iterations));
    }

    /// <summary>Whether a hash was made with less work than new ones are.</summary>
    public static bool IsOutdated(string? stored) => stored?.Split('$') is [Scheme, var count, _, _] && int.Parse(count, CultureInfo.InvariantCulture) < Iterations;

    /// <summary>Whether a password is the one that was hashed; an account without a password has none that fits.</summary>
    public static bool Verify(string password, string? stored)
    {
        if (stored?.Split('$') is not [Scheme, var count, var salt, var hash])
        {
            return false;
        }

        var derived = Derive(password, Convert.FromBase64String(salt), int.Parse(count, CultureInfo.InvariantCulture));
        return CryptographicOperations.FixedTimeEquals(derived, Convert.FromBase64String(hash));
    }

    private static string Format(byte[] salt, byte[] hash) =>
        string.Create(CultureInfo.InvariantCulture, $"{Scheme}${Iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}");

    // The bytes as they came: Unicode normalization needs ICU, and under InvariantGlobalization it silently does nothing.
    private static byte[] Derive(string password, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, iterations, HashAlgorithmName.SHA256, HashBytes);
}
