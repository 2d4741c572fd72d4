using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>One event on its way to one HTTP integration: an extension of Antiphon.</summary>
/// <param name="Id">Positive, unique in the account.</param>
/// <param name="Uid">What the receiver finds in <c>webhook-id</c> and <c>X-Antiphon-Delivery</c>: the same for all attempts and replays.</param>
/// <param name="IntegrationId">Where it goes.</param>
/// <param name="EventId">The event; null when somebody tried the integration out.</param>
/// <param name="EventType">The trigger.</param>
/// <param name="SubjectType">What it is about: of a message its ticket.</param>
/// <param name="SubjectId">Which of them; deliveries of one subject to one integration leave in order.</param>
/// <param name="Sequence">Counts the deliveries of the subject to this integration without a gap: <c>X-Antiphon-Sequence</c>.</param>
/// <param name="Status">One of <see cref="DeliveryStatus"/>.</param>
/// <param name="Attempts">How often it was sent.</param>
/// <param name="LastStatus">What the receiver answered last; null when it gave no answer.</param>
/// <param name="LastError">Why the last attempt failed.</param>
/// <param name="DueDatetime">When the next attempt is due; null when there is none, and while the delivery stands behind another of its subject.</param>
/// <param name="CreatedDatetime">When the event was taken up.</param>
/// <param name="FinishedDatetime">When it was delivered, or given up.</param>
public sealed record DeliveryResource(
    long Id,
    Guid Uid,
    long IntegrationId,
    long? EventId,
    string EventType,
    string SubjectType,
    long SubjectId,
    long Sequence,
    string Status,
    int Attempts,
    int? LastStatus,
    string? LastError,
    DateTimeOffset? DueDatetime,
    DateTimeOffset CreatedDatetime,
    DateTimeOffset? FinishedDatetime);

/// <summary>What can become of a delivery.</summary>
public static class DeliveryStatus
{
    /// <summary>It waits, or is being sent.</summary>
    public const string Pending = "pending";

    /// <summary>The receiver answered 2xx.</summary>
    public const string Delivered = "delivered";

    /// <summary>It was given up: a dead letter, which can be replayed.</summary>
    public const string Failed = "failed";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Pending, Delivered, Failed];
}

/// <summary>A delivery with what was sent and every attempt: an extension of Antiphon.</summary>
/// <param name="Delivery">The delivery.</param>
/// <param name="Url">Where it goes. What looks like a credential is masked.</param>
/// <param name="Body">What is sent, as text; null for methods without a body.</param>
/// <param name="Attempts">Oldest first.</param>
public sealed record DeliveryDetailResource(DeliveryResource Delivery, string Url, string? Body, IReadOnlyList<DeliveryAttemptResource> Attempts);

/// <summary>One attempt: an extension of Antiphon.</summary>
/// <param name="Number">From 1: <c>X-Antiphon-Attempt</c>.</param>
/// <param name="StartedDatetime">When it began.</param>
/// <param name="DurationMs">Until the answer was there, in milliseconds.</param>
/// <param name="Method">The method.</param>
/// <param name="Url">The address. What looks like a credential is masked.</param>
/// <param name="RequestHeaders">What was sent with it. What looks like a credential is masked.</param>
/// <param name="Status">The answer's status; null when there was none.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="ResponseHeaders">The answer's headers.</param>
/// <param name="ResponseBody">The first 16 KiB of the answer, as text.</param>
public sealed record DeliveryAttemptResource(
    int Number,
    DateTimeOffset StartedDatetime,
    int DurationMs,
    string Method,
    string Url,
    [property: Shape(typeof(IReadOnlyDictionary<string, string>))] JsonElement RequestHeaders,
    int? Status,
    string? Error,
    [property: Shape(typeof(IReadOnlyDictionary<string, string>))] JsonElement? ResponseHeaders,
    string? ResponseBody);

/// <summary>Body of <c>POST /api/integrations/{id}/deliveries/replay</c>: which deliveries are sent again, at most 10,000 of them, the oldest first.</summary>
/// <param name="Status"><c>failed</c> (the default) or <c>delivered</c>.</param>
/// <param name="EventTypes">Only of these triggers.</param>
/// <param name="FromDatetime">Only those that were made then or later.</param>
/// <param name="ToDatetime">Only those that were made before.</param>
public sealed record ReplayDeliveriesRequest(string? Status = null, IReadOnlyList<string>? EventTypes = null, DateTimeOffset? FromDatetime = null, DateTimeOffset? ToDatetime = null);

/// <summary>What a replay set off.</summary>
/// <param name="Count">How many deliveries are sent again.</param>
/// <param name="HasMore">Whether there are more of the kind than one call takes.</param>
public sealed record ReplayResource(int Count, bool HasMore);

/// <summary>Body of <c>POST /api/integrations/{id}/test</c>.</summary>
/// <param name="EventType">The trigger to try; <c>ticket-created</c> when absent.</param>
public sealed record TestIntegrationRequest(string? EventType = null);

/// <summary>Source-generated metadata of the deliveries.</summary>
[JsonSerializable(typeof(DeliveryResource))]
[JsonSerializable(typeof(ListResource<DeliveryResource>))]
[JsonSerializable(typeof(DeliveryDetailResource))]
[JsonSerializable(typeof(ReplayDeliveriesRequest))]
[JsonSerializable(typeof(ReplayResource))]
[JsonSerializable(typeof(TestIntegrationRequest))]
public sealed partial class DeliveriesJson : JsonSerializerContext;
