using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>What somebody does at a ticket.</summary>
public static class PresenceActivity
{
    /// <summary>Looks at it.</summary>
    public const string Viewing = "viewing";

    /// <summary>Types an answer to the customer.</summary>
    public const string Typing = "typing";

    /// <summary>Types an internal note.</summary>
    public const string TypingNote = "typing-note";

    /// <summary>Has left it.</summary>
    public const string Gone = "gone";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Viewing, Typing, TypingNote, Gone];
}

/// <summary>Why the server ends a live stream.</summary>
public static class LiveEnd
{
    /// <summary>The reader did not keep up; the changes behind <see cref="LiveEndResource.ResumeAfter"/> were not sent.</summary>
    public const string TooSlow = "too-slow";

    /// <summary>The server stops or is being replaced.</summary>
    public const string Stopping = "stopping";

    /// <summary>The key was revoked, or its user is no longer active.</summary>
    public const string NoAccess = "no-access";

    /// <summary>The server cannot go on with this stream; a new one may.</summary>
    public const string Restarted = "restarted";
}

/// <summary>Body of <c>POST /api/live/presence</c>. An extension: see docs/changes-and-live.md.</summary>
/// <param name="TicketId">Required: where the caller is.</param>
/// <param name="Activity">Required: one of <see cref="PresenceActivity"/>.</param>
public sealed record PresenceRequest(long? TicketId = null, string? Activity = null);

/// <summary>Somebody at a ticket: answer of <c>POST /api/live/presence</c>, and the event <c>presence</c> of the live stream.</summary>
/// <param name="UserId">Who.</param>
/// <param name="TicketId">Where.</param>
/// <param name="Activity">What the user does there, one of <see cref="PresenceActivity"/>.</param>
/// <param name="ExpiresDatetime">When it counts no longer unless it is said again; the stream tells that too.</param>
public sealed record PresenceResource(long UserId, long TicketId, string Activity, DateTimeOffset ExpiresDatetime);

/// <summary>The event <c>notification</c> of the live stream: the action <c>notify</c> of a rule, a macro or a message wants the reader to know of a ticket.</summary>
/// <param name="TicketId">The ticket.</param>
/// <param name="Message">What is said about it, at most 500 characters; null when nothing is.</param>
/// <param name="RuleId">The rule that says it; null when a person does.</param>
/// <param name="UserId">The person; null for a rule.</param>
/// <param name="CreatedDatetime">When.</param>
public sealed record NotificationResource(long TicketId, string? Message, long? RuleId, long? UserId, DateTimeOffset CreatedDatetime);

/// <summary>The events <c>ready</c> and <c>reset</c> of the live stream.</summary>
/// <param name="Sequence">The number behind which changes follow.</param>
public sealed record LivePositionResource(long Sequence);

/// <summary>The last event, <c>end</c>, of a live stream that the server ends.</summary>
/// <param name="Reason">One of <see cref="LiveEnd"/>.</param>
/// <param name="ResumeAfter">The last number that was sent: what to go on from.</param>
public sealed record LiveEndResource(string Reason, long ResumeAfter);

/// <summary>Source-generated metadata of the live stream.</summary>
[JsonSerializable(typeof(PresenceRequest))]
[JsonSerializable(typeof(PresenceResource))]
[JsonSerializable(typeof(NotificationResource))]
[JsonSerializable(typeof(LivePositionResource))]
[JsonSerializable(typeof(LiveEndResource))]
public sealed partial class LiveJson : JsonSerializerContext;
