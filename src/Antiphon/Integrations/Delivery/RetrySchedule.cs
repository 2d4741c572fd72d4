using Microsoft.Extensions.Options;

namespace Antiphon.Integrations.Delivery;

/// <summary>When a delivery that failed is tried again.</summary>
internal sealed class RetrySchedule(IOptions<DeliveryOptions> options)
{
    private readonly TimeSpan[] pauses = options.Value.ReadRetries() ?? [];
    private readonly double jitter = options.Value.Jitter;
    private readonly TimeSpan longest = options.Value.LongestRetryAfter;

    /// <summary>How often a delivery is tried.</summary>
    public int Attempts => pauses.Length + 1;

    /// <summary>The pause behind an attempt that failed; null when it was the last one.</summary>
    /// <param name="tries">Which attempt it was, from 1.</param>
    /// <param name="asked">How long the receiver asks to be left alone; a pause is never shorter.</param>
    /// <param name="chance">A random number from 0 to 1, which is where in the jitter the pause lies.</param>
    public TimeSpan? PauseAfter(int tries, TimeSpan? asked, double chance)
    {
        if (tries < 1 || tries > pauses.Length)
        {
            return null;
        }

        var own = pauses[tries - 1] * (1 + (jitter * ((2 * chance) - 1)));
        var wanted = asked > longest ? longest : asked ?? TimeSpan.Zero;
        return own > wanted ? own : wanted;
    }

    /// <summary>Whether an answer may be another one later. Success is 2xx; 410 is for ever.</summary>
    public static bool MayChange(int status) => status is 408 or 425 or 429 or >= 500;
}
