using System.Security.Cryptography;

namespace Antiphon.Secrets;

/// <summary>AES-256-GCM with a random nonce: <c>nonce (12 bytes) | text | tag (16 bytes)</c>. What is bound opens only together with the same bytes.</summary>
internal static class Sealing
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    public static byte[] Seal(byte[] key, ReadOnlySpan<byte> text, ReadOnlySpan<byte> bound)
    {
        var seal = new byte[NonceBytes + text.Length + TagBytes];
        var nonce = seal.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, text, seal.AsSpan(NonceBytes, text.Length), seal.AsSpan(NonceBytes + text.Length), bound);
        return seal;
    }

    /// <exception cref="SecretException">Another key, other bytes bound, or a seal that was changed.</exception>
    public static byte[] Open(byte[] key, ReadOnlySpan<byte> seal, ReadOnlySpan<byte> bound)
    {
        if (seal.Length < NonceBytes + TagBytes)
        {
            throw new SecretException("A sealed secret is cut off.");
        }

        var text = new byte[seal.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        try
        {
            aes.Decrypt(seal[..NonceBytes], seal.Slice(NonceBytes, text.Length), seal[^TagBytes..], text, bound);
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new SecretException("A sealed secret does not open: it was sealed with another key or for another place, or it was changed.");
        }

        return text;
    }
}
