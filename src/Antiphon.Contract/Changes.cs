using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>What happened to an object of the change feed.</summary>
public static class ChangeType
{
    /// <summary>It is new.</summary>
    public const string Created = "created";

    /// <summary>It, or something that is shown inside it, is no longer what it was.</summary>
    public const string Updated = "updated";

    /// <summary>It is gone, or the caller may no longer see it.</summary>
    public const string Deleted = "deleted";

    /// <summary>It is gone into another one, see <see cref="ChangeResource.MergedInto"/>.</summary>
    public const string Merged = "merged";

    /// <summary>What the filter <c>types</c> takes.</summary>
    public static IReadOnlyList<string> All { get; } = [Created, Updated, Deleted, Merged];
}

/// <summary>The kinds of objects that the change feed tells of, by the names that events use.</summary>
public static class ChangeObject
{
    /// <summary>What the filter <c>object_types</c> takes.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        EventObject.AccountSetting, EventObject.Customer, EventObject.CustomField, EventObject.Integration, EventObject.Macro, EventObject.Rule, EventObject.SatisfactionSurvey,
        EventObject.Tag, EventObject.Team, EventObject.TicketMessage, EventObject.Ticket, EventObject.User, EventObject.View, EventObject.Widget,
    ];
}

/// <summary>A part of the change feed. An extension: see docs/changes-and-live.md.</summary>
/// <param name="Data">The changes, by rising sequence.</param>
/// <param name="Next">What to ask with next: <c>after</c> of the following request, or <c>Last-Event-ID</c> of the live stream.</param>
/// <param name="HasMore">Whether more is there already, so that asking again at once is worth it.</param>
public sealed record ChangesResource(IReadOnlyList<ChangeResource> Data, long Next, bool HasMore);

/// <summary>
/// That an object changed. It says where to look and not what is there: the object as it is now comes with <c>include=object</c>, or from its own route.
/// </summary>
/// <param name="Sequence">Positive; in an account every number is used once and none is left out.</param>
/// <param name="Type">One of <see cref="ChangeType"/>. Several changes between two numbers are one; an object that came and went meanwhile is only <c>deleted</c>.</param>
/// <param name="ObjectType">One of <see cref="ChangeObject"/>.</param>
/// <param name="ObjectId">Which of them.</param>
/// <param name="TicketId">The ticket of a message; null for everything else.</param>
/// <param name="MergedInto">The object that a merged one lives on in, of the same type; it may have been merged itself since.</param>
/// <param name="Actor">Who changed it last; null when nobody is recorded.</param>
/// <param name="Context">The same as in the events that the change wrote.</param>
/// <param name="Datetime">When it changed, by the clock of the database.</param>
/// <param name="Object">
/// The object as its list shows it, of a customer as its detail; null without <c>include=object</c>, and when it is gone by now, whatever <see cref="Type"/> says.
/// </param>
public sealed record ChangeResource(
    long Sequence,
    string Type,
    string ObjectType,
    long ObjectId,
    long? TicketId,
    long? MergedInto,
    ChangeActorResource? Actor,
    Guid? Context,
    DateTimeOffset Datetime,
    JsonElement? Object);

/// <summary>Who changed something.</summary>
/// <param name="Type"><c>user</c>, <c>api-key</c>, <c>app</c>, <c>rule</c>, <c>agent</c> or <c>system</c>.</param>
/// <param name="Id">The API key, app or rule.</param>
/// <param name="UserId">The person behind it, if there is one.</param>
public sealed record ChangeActorResource(string Type, long? Id, long? UserId);

/// <summary>Source-generated metadata of the change feed.</summary>
[JsonSerializable(typeof(ChangesResource))]
[JsonSerializable(typeof(ChangeResource))]
public sealed partial class ChangesJson : JsonSerializerContext;
