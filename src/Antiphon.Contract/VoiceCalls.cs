using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>A phone call. See the page "Voice calls".</summary>
public sealed record VoiceCallResource
{
    /// <summary>Positive, unique in the account.</summary>
    public required long Id { get; init; }

    /// <summary>The phone integration; 0 when the account has none with the company's number.</summary>
    public required long IntegrationId { get; init; }

    /// <summary>The ticket that it is told in; null after the ticket was deleted.</summary>
    public long? TicketId { get; init; }

    /// <summary>The company's number, as the provider counts them.</summary>
    public long? PhoneNumberId { get; init; }

    /// <summary>The call's id at the provider.</summary>
    public required string ExternalId { get; init; }

    /// <summary>Such as <c>twilio</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>One of <see cref="VoiceCallWords.Statuses"/>.</summary>
    public required string Status { get; init; }

    /// <summary><c>inbound</c> or <c>outbound</c>.</summary>
    public required string Direction { get; init; }

    /// <summary>Who called, as E.164 where the number can be read.</summary>
    public string? PhoneNumberSource { get; init; }

    /// <summary>ISO 3166 alpha-2.</summary>
    public string? CountrySource { get; init; }

    /// <summary>Who was called.</summary>
    public string? PhoneNumberDestination { get; init; }

    /// <summary>ISO 3166 alpha-2.</summary>
    public string? CountryDestination { get; init; }

    /// <summary>Seconds.</summary>
    public int? Duration { get; init; }

    /// <summary>When the conversation or the ringing began.</summary>
    public DateTimeOffset? StartedDatetime { get; init; }

    /// <summary>When it was stored.</summary>
    public required DateTimeOffset CreatedDatetime { get; init; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset? UpdatedDatetime { get; init; }

    /// <summary>The user who called.</summary>
    public long? InitiatedByAgentId { get; init; }

    /// <summary>The user who answered.</summary>
    public long? LastAnsweredByAgentId { get; init; }

    /// <summary>The user whose phone rang last.</summary>
    public long? LastRangAgentId { get; init; }

    /// <summary>The customer on the other side.</summary>
    public long? CustomerId { get; init; }

    /// <summary>Whether a voicemail is there.</summary>
    public required bool HasVoicemail { get; init; }

    /// <summary>Whether a recording is there.</summary>
    public required bool HasCallRecording { get; init; }

    /// <summary>What it was about, oldest first.</summary>
    public required IReadOnlyList<VoiceCallSummaryResource> Summaries { get; init; }

    /// <summary>One of <see cref="VoiceCallWords.Terminations"/>.</summary>
    public string? TerminationStatus { get; init; }

    /// <summary>The queue that it waited in.</summary>
    public long? QueueId { get; init; }

    /// <summary>Always null: calls come when they are over.</summary>
    public string? StatusInQueue { get; init; }

    /// <summary>Always null.</summary>
    public string? AnsweredByExternalNumber { get; init; }

    /// <summary>Always null.</summary>
    public long? AnsweredByExternalCustomerId { get; init; }

    /// <summary>Always <c>none</c>.</summary>
    public required string MonitoringStatus { get; init; }

    /// <summary>Always null.</summary>
    public long? LastMonitoringAgentId { get; init; }
}

/// <summary>What a call was about.</summary>
/// <param name="Id">Positive, unique in the account.</param>
/// <param name="RecordingId">The recording that it was made of.</param>
/// <param name="Summary">The text.</param>
/// <param name="CreatedDatetime">When it was stored.</param>
public sealed record VoiceCallSummaryResource(long Id, long? RecordingId, string Summary, DateTimeOffset CreatedDatetime);

/// <summary>Something that happened in a call.</summary>
/// <param name="Id">Positive, unique in the account.</param>
/// <param name="Type">Such as <c>completed-phone-call</c>.</param>
/// <param name="AccountId">The account.</param>
/// <param name="CallId">The call.</param>
/// <param name="UserId">The user it is about.</param>
/// <param name="CustomerId">The customer it is about.</param>
/// <param name="CreatedDatetime">When it happened.</param>
/// <param name="Meta">An object.</param>
public sealed record VoiceCallEventResource(long Id, string Type, long AccountId, long CallId, long? UserId, long? CustomerId, DateTimeOffset CreatedDatetime, JsonElement Meta);

/// <summary>The audio of a call.</summary>
/// <param name="Id">Positive, unique in the account.</param>
/// <param name="CallId">The call.</param>
/// <param name="ExternalId">Its id at the provider.</param>
/// <param name="Url">Where the audio is: here as soon as it was copied, to be downloaded with credentials; null when it was deleted.</param>
/// <param name="Duration">Seconds.</param>
/// <param name="Type"><c>call-recording</c> or <c>voicemail</c>.</param>
/// <param name="CreatedDatetime">When it was stored.</param>
/// <param name="DeletedDatetime">When the audio was deleted.</param>
/// <param name="DeletedByUserId">Who deleted it.</param>
/// <param name="ErrorCode">Always null.</param>
/// <param name="TranscriptionStatus"><c>completed</c> when the call came with a transcript.</param>
public sealed record VoiceCallRecordingResource(
    long Id,
    long CallId,
    string ExternalId,
    string? Url,
    int? Duration,
    string Type,
    DateTimeOffset CreatedDatetime,
    DateTimeOffset? DeletedDatetime,
    long? DeletedByUserId,
    string? ErrorCode,
    string? TranscriptionStatus);

/// <summary>The words of calls.</summary>
public static class VoiceCallWords
{
    /// <summary>A call that a customer made.</summary>
    public const string Inbound = "inbound";

    /// <summary>A call that the company made.</summary>
    public const string Outbound = "outbound";

    /// <summary>An inbound call that nobody answered.</summary>
    public const string Missed = "missed";

    /// <summary>A call that is over.</summary>
    public const string Completed = "completed";

    /// <summary>The audio of a conversation.</summary>
    public const string Recording = "call-recording";

    /// <summary>What a caller left behind.</summary>
    public const string Voicemail = "voicemail";

    /// <summary>Where a call is.</summary>
    public static IReadOnlyList<string> Statuses { get; } =
        ["answered", "connected", "in-progress", "initiated", "queued", "ringing", "ending", "busy", "canceled", Completed, "failed", "no-answer", Missed];

    /// <summary>How a call ended.</summary>
    public static IReadOnlyList<string> Terminations { get; } = ["answered", "cancelled", Missed, "abandoned", "callback-requested"];
}

/// <summary>Source-generated metadata of the calls.</summary>
[JsonSerializable(typeof(VoiceCallResource))]
[JsonSerializable(typeof(ListResource<VoiceCallResource>))]
[JsonSerializable(typeof(IReadOnlyList<VoiceCallSummaryResource>))]
[JsonSerializable(typeof(VoiceCallEventResource))]
[JsonSerializable(typeof(ListResource<VoiceCallEventResource>))]
[JsonSerializable(typeof(VoiceCallRecordingResource))]
[JsonSerializable(typeof(ListResource<VoiceCallRecordingResource>))]
[JsonSerializable(typeof(CreateVoiceCallRequest))]
public sealed partial class VoiceCallsJson : JsonSerializerContext;
