using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Antiphon.Integrations.Delivery;

/// <summary>Section <c>Webhooks</c> of the configuration: how events leave for HTTP integrations.</summary>
internal sealed class DeliveryOptions
{
    public const string Section = "Webhooks";

    /// <summary>The schedule of Standard Webhooks: the first attempt at once, the last one three days later.</summary>
    public const string Standard = "5s,5m,30m,2h,5h,10h,14h,20h,24h";

    /// <summary>The schedule that receivers of other helpdesks know: three attempts.</summary>
    public const string Compatible = "10s,60s";

    /// <summary>
    /// The pauses between attempts, separated by commas, each a number of seconds (<c>s</c>), minutes (<c>m</c>) or hours (<c>h</c>); or <c>standard</c> or
    /// <c>compatible</c>.
    /// </summary>
    public string Retries { get; set; } = "standard";

    /// <summary>The same for the calls of the action <c>http</c> that nobody waits for.</summary>
    public string ActionRetries { get; set; } = "10s,60s,300s";

    /// <summary>By which part of itself a pause may be shorter or longer, so that what failed together does not come again together.</summary>
    [Range(0, 1)]
    public double Jitter { get; set; } = 0.1;

    /// <summary>The longest pause that a receiver may ask for with <c>Retry-After</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan LongestRetryAfter { get; set; } = TimeSpan.FromHours(24);

    /// <summary>After how many failed deliveries in a row an integration is switched off. Its owner is warned after a tenth of them.</summary>
    [Range(1, 1_000_000)]
    public int DeactivateAfter { get; set; } = 500;

    /// <summary>Requests of one node at the same time.</summary>
    [Range(1, 10_000)]
    public int MaxParallel { get; set; } = 256;

    /// <summary>Requests of one node to one host at the same time.</summary>
    [Range(1, 1_000)]
    public int PerHost { get; set; } = 24;

    /// <summary>The same to a host whose latest answer was none in time.</summary>
    [Range(1, 1_000)]
    public int PerSilentHost { get; set; } = 4;

    /// <summary>
    /// How long a node has a delivery for itself. Longer than four requests may take (<c>Outgoing:Timeout</c>): one is begun in its first half, and one of two may be a login.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(75);

    /// <summary>How often the deliveries are looked at when nobody says that one is due.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>For how many days deliveries and their attempts can be read and replayed; 0 keeps them for ever.</summary>
    [Range(0, 36_500)]
    public int LogDays { get; set; } = 30;

    /// <summary>Puts <c>sha256=</c> before the signature in <c>X-Gorgias-Signature</c>.</summary>
    public bool SignaturePrefix { get; set; }

    /// <summary>The pauses between attempts; null when the text is no list of them.</summary>
    public TimeSpan[]? ReadRetries() => ReadPauses(Retries switch { "standard" => Standard, "compatible" => Compatible, _ => Retries });

    /// <summary>Those of actions; null when the text is no list of them.</summary>
    public TimeSpan[]? ReadActionRetries() => ReadPauses(ActionRetries);

    private static TimeSpan[]? ReadPauses(string text)
    {
        var pauses = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(ReadPause).ToArray();
        return pauses.Length > 50 || Array.Exists(pauses, pause => pause is null) ? null : [.. pauses.Select(pause => pause!.Value)];
    }

    private static TimeSpan? ReadPause(string text)
    {
        if (!double.TryParse(text.AsSpan()[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) || count > 1_000)
        {
            return null;
        }

        return text[^1] switch { 's' => TimeSpan.FromSeconds(count), 'm' => TimeSpan.FromMinutes(count), 'h' => TimeSpan.FromHours(count), _ => null };
    }
}
