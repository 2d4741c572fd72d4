using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>A label of the whole account. See the page "Tags and ticket tags".</summary>
/// <param name="Id">Positive, unique in the account.</param>
/// <param name="Name">1 to 256 characters, unique, case-sensitive.</param>
/// <param name="Description">At most 1024 characters.</param>
/// <param name="Decoration">A free object; its member <c>color</c> is <c>#RRGGBB</c>.</param>
/// <param name="Usage">How many tickets carry it.</param>
/// <param name="CreatedDatetime">When it was made.</param>
/// <param name="DeletedDatetime">Always null: a deleted tag is gone.</param>
/// <param name="Uri"><c>/api/tags/{id}/</c>.</param>
public sealed record TagResource(
    long Id,
    string Name,
    string? Description,
    [property: Shape(typeof(TagDecoration))] JsonElement? Decoration,
    long Usage,
    DateTimeOffset CreatedDatetime,
    DateTimeOffset? DeletedDatetime,
    string Uri);

/// <summary>How a tag looks.</summary>
/// <param name="Color"><c>#RRGGBB</c>.</param>
public sealed record TagDecoration(string? Color);

/// <summary>Body of <c>POST /api/tags</c>.</summary>
/// <param name="Name">Required, 1 to 256 characters.</param>
/// <param name="Description">At most 1024 characters.</param>
/// <param name="Decoration">Its color.</param>
public sealed record CreateTagRequest(string? Name, string? Description = null, TagDecoration? Decoration = null);

/// <summary>Body of <c>PUT /api/tags/{id}</c>: only what is present changes.</summary>
/// <param name="Name">1 to 256 characters.</param>
/// <param name="Description">At most 1024 characters; null clears it.</param>
/// <param name="Decoration">Its color; null clears it.</param>
public sealed record UpdateTagRequest(Optional<string?> Name = default, Optional<string?> Description = default, Optional<TagDecoration?> Decoration = default);

/// <summary>Body of the bulk deletions.</summary>
/// <param name="Ids">At least one id.</param>
public sealed record BulkDeleteRequest(IReadOnlyList<long>? Ids);

/// <summary>Body of <c>PUT /api/tags/{id}/merge</c> and of <c>POST /api/tags/merge</c>.</summary>
/// <param name="SourceTagsIds">The tags that vanish into the destination; at least one.</param>
/// <param name="DestinationTagId">The tag that stays; only in the second form.</param>
/// <param name="SourceIds">Another spelling of <paramref name="SourceTagsIds"/>.</param>
/// <param name="TargetId">Another spelling of <paramref name="DestinationTagId"/>.</param>
public sealed record MergeTagsRequest(
    IReadOnlyList<long>? SourceTagsIds = null,
    long? DestinationTagId = null,
    IReadOnlyList<long>? SourceIds = null,
    long? TargetId = null);

/// <summary>Source-generated metadata of the tags.</summary>
[JsonSerializable(typeof(TagResource))]
[JsonSerializable(typeof(ListResource<TagResource>))]
[JsonSerializable(typeof(CreateTagRequest))]
[JsonSerializable(typeof(UpdateTagRequest))]
[JsonSerializable(typeof(BulkDeleteRequest))]
[JsonSerializable(typeof(MergeTagsRequest))]
public sealed partial class TagsJson : JsonSerializerContext;
