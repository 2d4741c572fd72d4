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

    private readonly Dictionary<string, byte[]> keys = new(StringComparer.Ordinal);

    public MasterKey(IOptions<SecretOptions> options)
    {
        var given = options.Value;
        Id = Add(given.Key, nameof(SecretOptions.Key), given.KeyFile);
        Add(given.OtherKey, nameof(SecretOptions.OtherKey), given.OtherKeyFile);
    }

    /// <summary>By which the key that seals is told from another; null without one.</summary>
    public string? Id { get; }

    /// <summary>All keys that open: that one, and another while the master key changes.</summary>
    public IReadOnlyCollection<string> Ids => keys.Keys;

    public byte[] Seal(ReadOnlySpan<byte> text, ReadOnlySpan<byte> bound) => Sealing.Seal(Key(Id), text, bound);

    /// <param name="seal">What was sealed.</param>
    /// <param name="bound">What it was bound to.</param>
    /// <param name="id">The <see cref="Id"/> of the key that it was sealed with.</param>
    public byte[] Open(ReadOnlySpan<byte> seal, ReadOnlySpan<byte> bound, string id) => Sealing.Open(Key(id), seal, bound);

    private byte[] Key(string? id) => id is not null && keys.TryGetValue(id, out var key) ? key
        : Id is null ? throw new SecretException($"There is no master key: set {SecretOptions.Section}:{nameof(SecretOptions.Key)} or {SecretOptions.Section}:{nameof(SecretOptions.KeyFile)}.")
        : throw new SecretException($"The master key {id} is not there: give it as {SecretOptions.Section}:{nameof(SecretOptions.OtherKey)} or {SecretOptions.Section}:{nameof(SecretOptions.OtherKeyFile)}.");

    private string? Add(string? text, string setting, string? path)
    {
        var key = text is { Length: > 0 } ? Read(text, $"{SecretOptions.Section}:{setting}") : path is { Length: > 0 } ? Read(ReadFile(path), path) : null;
        if (key is null)
        {
            return null;
        }

        var id = Convert.ToHexStringLower(SHA256.HashData(key).AsSpan(0, IdBytes));
        keys[id] = key;
        return id;
    }

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
