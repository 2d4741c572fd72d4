using System.ComponentModel.DataAnnotations;

namespace Antiphon.Live;

/// <summary>Section <c>Live</c> of the configuration.</summary>
internal sealed class LiveOptions
{
    public const string Section = "Live";

    /// <summary>Streams that one account may have open on one node.</summary>
    [Range(1, 100_000)]
    public int StreamsPerAccount { get; set; } = 2_000;

    /// <summary>How often a stream says that it is still there when nothing else happens.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:05:00")]
    public TimeSpan HeartBeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Batches of news that wait for a slow reader before its stream is ended. They are shared by all streams of the account.</summary>
    [Range(1, 100_000)]
    public int Backlog { get; set; } = 256;

    /// <summary>How long somebody counts as looking at a ticket, or as typing, without saying so again.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Presence { get; set; } = TimeSpan.FromSeconds(30);
}
