using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Antiphon.Secrets;

/// <summary>Where a secret is kept. A seal opens only there, so that none can be moved to where somebody may read it.</summary>
internal readonly record struct SecretPlace(string Table, string Column, long Id);

/// <summary>
/// Seals and opens the secrets of one account: <c>form (1 byte) | key id (4 bytes) | sealed text</c>. The key id lets an account have a new key while what was
/// sealed with the old one still opens.
/// </summary>
internal sealed class SecretBox(long accountId, IReadOnlyDictionary<int, byte[]> keys)
{
    private const byte Form = 1;
    private const int HeadBytes = 5;

    public byte[] Seal(string text, SecretPlace place)
    {
        var id = keys.Keys.Max();
        var head = new byte[HeadBytes];
        head[0] = Form;
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(1), id);
        return [.. head, .. Sealing.Seal(keys[id], Encoding.UTF8.GetBytes(text), Bound(place))];
    }

    /// <exception cref="SecretException">The seal is of another account, place or key, or was changed.</exception>
    public string Open(byte[] seal, SecretPlace place)
    {
        if (seal.Length < HeadBytes || seal[0] is not Form || !keys.TryGetValue(BinaryPrimitives.ReadInt32BigEndian(seal.AsSpan(1)), out var key))
        {
            throw new SecretException($"A secret of account {accountId} was sealed with a key that is not there.");
        }

        return Encoding.UTF8.GetString(Sealing.Open(key, seal.AsSpan(HeadBytes), Bound(place)));
    }

    /// <summary>Opens what may be empty.</summary>
    public string? OpenOrNull(byte[]? seal, SecretPlace place) => seal is null ? null : Open(seal, place);

    /// <summary>Seals what may be empty.</summary>
    public byte[]? SealOrNull(string? text, SecretPlace place) => text is null ? null : Seal(text, place);

    private byte[] Bound(SecretPlace place) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"antiphon|{accountId}|{place.Table}|{place.Column}|{place.Id}"));
}
