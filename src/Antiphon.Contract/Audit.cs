using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>One row of the audit log: who did what to what, from where, and how it became different. An extension of ours; see docs/audit.md.</summary>
/// <param name="Id">The place in the chain of the account, from 1 without holes.</param>
/// <param name="Action">What was done: the type of an event, such as <c>user-updated</c>, or a word of the audit log's own, such as <c>request-refused</c>.</param>
/// <param name="Actor">By which door: <c>user</c>, <c>api-key</c>, <c>app</c>, <c>rule</c>, <c>system</c>, <c>command-line</c>, or <c>database</c> for what was changed past the server.</param>
/// <param name="ActorId">The session, API key, app or rule.</param>
/// <param name="Address">The network address that the call came from, or the name of the connection; null when there is none.</param>
/// <param name="After">The columns that changed, as they are since; secrets are <c>***</c>. Null when something is gone, or nothing was stored.</param>
/// <param name="Before">The same columns, as they were. Null when something is new.</param>
/// <param name="Context">The same for all that one request did, and for its events.</param>
/// <param name="CreatedDatetime">When it happened.</param>
/// <param name="Data">Depends on the action.</param>
/// <param name="Hash">SHA-256 over this row and <paramref name="PreviousHash"/>, as lower-case hex.</param>
/// <param name="ObjectId">Which object; null when there is none.</param>
/// <param name="ObjectType">The kind of object, as in events, or <c>ApiKey</c>, <c>App</c>, <c>AppGrant</c>, <c>AuditLog</c>, <c>Route</c>, <c>SecretKey</c>, <c>SigningKey</c>.</param>
/// <param name="PreviousHash">The hash of the row before.</param>
/// <param name="UserId">Whose rights were used; null for the system and for strangers.</param>
public sealed record AuditEntryResource(
    long Id,
    string Action,
    string Actor,
    long? ActorId,
    string? Address,
    JsonElement? After,
    JsonElement? Before,
    Guid? Context,
    DateTimeOffset CreatedDatetime,
    JsonElement? Data,
    string Hash,
    long? ObjectId,
    string ObjectType,
    string PreviousHash,
    long? UserId);

/// <summary>Source-generated metadata of the audit log.</summary>
[JsonSerializable(typeof(AuditEntryResource))]
[JsonSerializable(typeof(ListResource<AuditEntryResource>))]
public sealed partial class AuditJson : JsonSerializerContext;
