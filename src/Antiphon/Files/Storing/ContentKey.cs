namespace Antiphon.Files.Storing;

/// <summary>The name of a content in the store: whose it is, and the SHA-256 of what it holds. Nothing that a caller sends is part of it.</summary>
internal readonly record struct ContentKey(long AccountId, byte[] Digest)
{
    /// <summary>A path below the root of a folder or bucket, such as <c>12/9f/9f86d0…</c>. An account's contents lie together, so that it can be moved.</summary>
    public string Path
    {
        get
        {
            var hex = Convert.ToHexStringLower(Digest);
            return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{AccountId}/{hex[..2]}/{hex}");
        }
    }
}
