using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace Antiphon.Secrets;

/// <summary>
/// The key that seals the keys of the accounts. It is never in the database, so a copy of the database alone opens nothing. Without one, secrets can be neither
/// kept nor read.
/// </summary>
internal sealed class MasterKey
{
    public const int Bytes = 32;

    private const int IdBytes = 8;

    private readonly byte[]? key;

    public MasterKey(IOptions<SecretOptions> options)
    {
        key = options.Value switch
        {
            { Key: { Length: > 0 } text } => Read(text, $"{SecretOptions.Section}:{nameof(SecretOptions.Key)}"),
            { KeyFile: { Length: > 0 } path } => Read(ReadFile(path), path),
            _ => null,
        };
        Id = key is null ? null : Convert.ToHexStringLower(SHA256.HashData(key).AsSpan(0, IdBytes));
    }

    /// <summary>By which the key is told from another; null without a key.</summary>
    public string? Id { get; }

    public byte[] Seal(ReadOnlySpan<byte> text, ReadOnlySpan<byte> bound) => Sealing.Seal(Key(), text, bound);

    public byte[] Open(ReadOnlySpan<byte> seal, ReadOnlySpan<byte> bound) => Sealing.Open(Key(), seal, bound);

    private byte[] Key() => key ?? throw new SecretException($"There is no master key: set {SecretOptions.Section}:{nameof(SecretOptions.Key)} or {SecretOptions.Section}:{nameof(SecretOptions.KeyFile)}.");

    private static string ReadFile(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SecretException($"The master key cannot be read: {e.Message}");
        }
    }

    private static byte[] Read(string text, string from)
    {
        var bytes = new byte[Bytes + 1];
        return Convert.TryFromBase64String(text.Trim(), bytes, out var length) && length == Bytes
            ? bytes[..Bytes]
            : throw new SecretException($"{from} is no master key: that is {Bytes} random bytes as base64, such as `openssl rand -base64 {Bytes}` prints.");
    }
}

/// <summary>A secret cannot be sealed or opened, and an operator has to do something about it.</summary>
internal sealed class SecretException(string message) : Exception(message);
