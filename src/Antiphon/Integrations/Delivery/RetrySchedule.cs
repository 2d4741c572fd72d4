using Microsoft.Extensions.Options;

namespace Antiphon.Integrations.Delivery;

/// <summary>When a delivery, or the call of an action, that failed is tried again.</summary>
internal sealed class RetrySchedule(IOptions<DeliveryOptions> options)
{
    private static readonly TimeSpan LongestOfAction = TimeSpan.FromMinutes(5);

    private readonly TimeSpan[] pauses = options.Value.ReadRetries() ?? [];
    private readonly TimeSpan[] actionPauses = options.Value.ReadActionRetries() ?? [];
    private readonly double jitter = options.Value.Jitter;
    private readonly TimeSpan longest = options.Value.LongestRetryAfter;

    /// <summary>How often a delivery is tried.</summary>
    public int Attempts => pauses.Length + 1;

    /// <summary>The pause behind an attempt that failed; null when it was the last one.</summary>
    /// <param name="tries">Which attempt it was, from 1.</param>
    /// <param name="asked">How long the receiver asks to be left alone; a pause is never shorter.</param>
    /// <param name="chance">A random number from 0 to 1, which is where in the jitter the pause lies.</param>
    public TimeSpan? PauseAfter(int tries, TimeSpan? asked, double chance) => Pause(pauses, tries, asked, longest, chance);

    /// <summary>The same for the call of an action. What it is about would be stale after hours, so a receiver cannot ask for them.</summary>
    public TimeSpan? PauseAfterAction(int tries, TimeSpan? asked, double chance) => Pause(actionPauses, tries, asked, LongestOfAction, chance);

    private TimeSpan? Pause(TimeSpan[] between, int tries, TimeSpan? asked, TimeSpan most, double chance)
    {
        if (tries < 1 || tries > between.Length)
        {
            return null;
        }

        var own = between[tries - 1] * (1 + (jitter * ((2 * chance) - 1)));
        var wanted = asked > most ? most : asked ?? TimeSpan.Zero;
        return own > wanted ? own : wanted;
    }

    /// <summary>Whether an answer may be another one later. Success is 2xx; 410 is for ever.</summary>
    public static bool MayChange(int status) => status is 408 or 425 or 429 or >= 500;
}
