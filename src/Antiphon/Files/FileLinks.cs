using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using Antiphon.Data;
using Antiphon.Secrets;

namespace Antiphon.Files;

/// <summary>
/// Links that carry their own permission for a while, for whatever cannot send credentials. A link is the file's id and, sealed with the account's key, when it ends:
/// nobody without the key makes one, and none opens another file or another account's.
/// </summary>
internal sealed class FileLinks(SecretKeys keys, TimeProvider clock, Microsoft.Extensions.Options.IOptions<FilesOptions> options)
{
    private const int IdBytes = 8;
    private const int LongestToken = 400;

    /// <summary>Whether this server has a key at all.</summary>
    public bool CanSign => keys.CanSeal;

    public async Task<string> SignAsync(StoredFile file, CancellationToken cancellationToken)
    {
        var end = (clock.GetUtcNow() + options.Value.LinkLifetime).ToUnixTimeMilliseconds();
        var seal = (await keys.BoxAsync(file.AccountId, cancellationToken)).Seal(end.ToString(CultureInfo.InvariantCulture), Place(file.Id));
        var token = new byte[IdBytes + seal.Length];
        BinaryPrimitives.WriteInt64BigEndian(token, file.Id);
        seal.CopyTo(token, IdBytes);
        return $"/files/{Base64Url.EncodeToString(token)}/{file.ResourceName}";
    }

    /// <summary>The file that a link opens; null when it is none of ours, or no longer valid.</summary>
    public async Task<long?> ReadAsync(string token, long accountId, CancellationToken cancellationToken)
    {
        if (!CanSign || token.Length > LongestToken || !Base64Url.IsValid(token) || Base64Url.DecodeFromChars(token) is not { Length: > IdBytes } bytes)
        {
            return null;
        }

        var id = BinaryPrimitives.ReadInt64BigEndian(bytes);
        try
        {
            var end = (await keys.BoxAsync(accountId, cancellationToken)).Open(bytes[IdBytes..], Place(id));
            return long.Parse(end, CultureInfo.InvariantCulture) > clock.GetUtcNow().ToUnixTimeMilliseconds() ? id : null;
        }
        catch (SecretException)
        {
            return null;
        }
    }

    private static SecretPlace Place(long id) => new("files", "link", id);
}
