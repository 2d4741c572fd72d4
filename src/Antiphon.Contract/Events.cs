using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>Something that happened. See the page "Events".</summary>
/// <param name="Id">Positive, unique in the account.</param>
/// <param name="Context">The same for all events that one cause triggered.</param>
/// <param name="CreatedDatetime">When it happened.</param>
/// <param name="Data">Depends on the type.</param>
/// <param name="ObjectId">What it is about.</param>
/// <param name="ObjectType">One of <see cref="EventObject"/>.</param>
/// <param name="Type">One of <see cref="EventType"/>.</param>
/// <param name="UserId">Who did it; null for the system and for customers.</param>
/// <param name="Uri"><c>/api/events/{id}/</c>.</param>
public sealed record EventResource(
    long Id,
    Guid? Context,
    DateTimeOffset CreatedDatetime,
    JsonElement? Data,
    long ObjectId,
    string ObjectType,
    string Type,
    long? UserId,
    string Uri);

/// <summary>Source-generated metadata of the events.</summary>
[JsonSerializable(typeof(EventResource))]
[JsonSerializable(typeof(ListResource<EventResource>))]
public sealed partial class EventsJson : JsonSerializerContext;
