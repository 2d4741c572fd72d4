using System.ComponentModel.DataAnnotations;

namespace Antiphon.Channels;

/// <summary>Section <c>Sending</c> of the configuration: how messages leave.</summary>
internal sealed class SendingOptions
{
    public const string Section = "Sending";

    private static readonly TimeSpan[] Backoff = [TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10)];

    /// <summary>Messages that one node hands over at the same time.</summary>
    [Range(1, 1_000)]
    public int MaxParallel { get; set; } = 16;

    /// <summary>How often the queue is looked at when nobody says that something is in it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The pauses before a message that could not be handed over is tried again; after the last one it has failed.</summary>
    public TimeSpan[]? RetryDelays { get; set; }

    /// <summary>How long a channel may take for one message.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>After this long a message that was being sent counts as interrupted. Longer than <see cref="SendTimeout"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "1.00:00:00")]
    public TimeSpan Interrupted { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The pause before the attempt that follows <paramref name="attempts"/> vain ones; null when there is none.</summary>
    public TimeSpan? PauseAfter(int attempts) => (RetryDelays ?? Backoff) is var delays && attempts >= 1 && attempts <= delays.Length ? delays[attempts - 1] : null;
}
