using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Files.Storing;
using Npgsql;

namespace Antiphon.Files;

/// <summary>A file and where its content lies.</summary>
internal sealed record StoredFile(long Id, long AccountId, string Type, string ResourceName, string Name, string ContentType, byte[] Digest, long Size, DateTimeOffset CreatedAt)
{
    public const string Columns = "id, account_id, type, resource_name, name, content_type, digest, size, created_at";

    public ContentKey Key => new(AccountId, Digest);

    public bool IsPublic => Type is FileType.PublicAttachment;

    /// <summary>Where it is downloaded from, below the account's address.</summary>
    public string Address => FileAddress.Of(this);

    public static StoredFile Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetInt64(1),
        row.GetString(2),
        row.GetString(3),
        row.GetString(4),
        row.GetString(5),
        row.GetFieldValue<byte[]>(6),
        row.GetInt64(7),
        row.Time(8));

    public UploadedFileResource ToResource(Http.Origin origin) => new(origin.To(Address), Name, ContentType, Size);
}

/// <summary>What files are for, as their addresses spell it.</summary>
internal static class FileType
{
    /// <summary>Of a message; downloaded with credentials.</summary>
    public const string Attachment = "attachment";

    /// <summary>Reachable by everybody who knows its address.</summary>
    public const string PublicAttachment = "public_attachment";

    /// <summary>The audio of a call.</summary>
    public const string Recording = "recording";

    /// <summary>The result of a job.</summary>
    public const string Export = "export";

    /// <summary>What callers upload.</summary>
    public static IReadOnlyList<string> Uploaded { get; } = [Attachment, PublicAttachment];
}
