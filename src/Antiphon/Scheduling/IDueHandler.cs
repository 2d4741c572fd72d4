namespace Antiphon.Scheduling;

/// <summary>
/// Does what has become due. It runs in the open transaction in which the work leaves the schedule, so what it writes there is written once, whatever is
/// killed meanwhile and however many nodes look. What reaches beyond the database must be queued there. An exception undoes everything, and the work comes
/// again after a pause. It may schedule the same work anew.
/// </summary>
internal interface IDueHandler
{
    /// <summary>By which the schedule knows it; never changed.</summary>
    string Kind { get; }

    Task RunAsync(DueWork work, CancellationToken cancellationToken);
}
