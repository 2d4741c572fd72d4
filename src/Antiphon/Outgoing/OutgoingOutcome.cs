using System.Net.Http.Headers;

namespace Antiphon.Outgoing;

/// <summary>What became of a request.</summary>
internal abstract record OutgoingOutcome
{
    /// <summary>There was an answer, whatever it says.</summary>
    /// <param name="Status">Its status.</param>
    /// <param name="Headers">Its headers, those of the body included.</param>
    /// <param name="Body">As much of the body as was asked for.</param>
    /// <param name="RetryAfter">How long the other side asks to wait.</param>
    public sealed record Answered(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body, RetryConditionHeaderValue? RetryAfter) : OutgoingOutcome
    {
        public bool IsSuccess => Status is >= 200 and < 300;

        /// <summary>The same as a time from now on.</summary>
        public TimeSpan? AskedPause(DateTimeOffset now) => RetryAfter switch
        {
            { Delta: { } pause } => pause,
            { Date: { } date } => date - now,
            _ => null,
        };

        public string? ContentType => Headers.FirstOrDefault(header => header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Value;
    }

    /// <summary>There was none.</summary>
    /// <param name="Fault">Why.</param>
    /// <param name="Message">The same in words, without addresses.</param>
    public sealed record Failed(OutgoingFault Fault, string Message) : OutgoingOutcome;
}

/// <summary>Why a request has no answer.</summary>
internal enum OutgoingFault
{
    /// <summary>It was not made: the rules forbid where it would go.</summary>
    Refused,

    /// <summary>The other side was not reached, or broke off.</summary>
    Unreachable,

    /// <summary>The answer was not there in time.</summary>
    TimedOut,
}
