namespace Antiphon.Client;

/// <summary>
/// How urgent a call is. All calls of an account share one small rate limit, so a call of a higher lane passes those that wait in a lower one,
/// and the lower lanes leave part of the limit free for it.
/// </summary>
public enum Lane
{
    /// <summary>The usual lane. Runs at full speed up to 80 % of the limit, then at the pace at which the limit drains.</summary>
    Normal,

    /// <summary>A person is waiting. May use all but the last requests of the limit.</summary>
    Interactive,

    /// <summary>Backfills and exports. Paced from 60 % of the limit on; waits for as long as higher lanes use up the pace.</summary>
    Background,
}
