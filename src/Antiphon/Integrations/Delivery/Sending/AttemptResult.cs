using Antiphon.Outgoing;

namespace Antiphon.Integrations.Delivery.Sending;

/// <summary>What follows from an attempt.</summary>
internal enum DeliveryVerdict
{
    /// <summary>It arrived.</summary>
    Delivered,

    /// <summary>It did not arrive, and may at another attempt.</summary>
    Again,

    /// <summary>It did not arrive, and no other attempt would change that.</summary>
    Never,

    /// <summary>The receiver does not want anything any more.</summary>
    Gone,

    /// <summary>There is no integration to send it for, or it is switched off.</summary>
    Withdrawn,
}

/// <summary>The request of an attempt as the log shows it: without secrets.</summary>
internal sealed record SentRequest(string Method, string Url, IReadOnlyDictionary<string, string> Headers);

/// <summary>How an attempt ended.</summary>
internal sealed record AttemptResult(ClaimedDelivery Delivery, DeliveryVerdict Verdict, DateTimeOffset StartedAt, TimeSpan Duration)
{
    public SentRequest? Request { get; init; }

    public int? Status { get; init; }

    public string? Error { get; init; }

    /// <summary>JSON of the answer's headers.</summary>
    public string? ResponseHeaders { get; init; }

    public byte[]? ResponseBody { get; init; }

    /// <summary>The whole answer, for whoever stores it.</summary>
    public OutgoingOutcome.Answered? Answer { get; init; }

    /// <summary>How long the receiver asks to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether no answer came in time.</summary>
    public bool IsSilent { get; init; }

    /// <summary>When the next attempt is due, where there is one.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>Whether no other attempt follows.</summary>
    public bool IsEnd => State is not "pending";

    public string State => Verdict is DeliveryVerdict.Delivered ? "delivered" : NextAt is not null ? "pending" : "failed";
}
