using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>A file that was uploaded, to be passed as an attachment of a message. See the page "Files".</summary>
/// <param name="Url">Where it is downloaded from: with credentials, unless it was uploaded as <c>public_attachment</c>.</param>
/// <param name="Name">The last step of the name that it was sent with, at most 255 characters.</param>
/// <param name="ContentType">The type that it was sent with, or that its name suggests.</param>
/// <param name="Size">Bytes.</param>
public sealed record UploadedFileResource(string Url, string Name, string ContentType, long Size);

/// <summary>Source-generated metadata of the files.</summary>
[JsonSerializable(typeof(UploadedFileResource))]
[JsonSerializable(typeof(IReadOnlyList<UploadedFileResource>))]
public sealed partial class FilesJson : JsonSerializerContext;
