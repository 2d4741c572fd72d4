namespace Antiphon.Events.Dispatch;

/// <summary>
/// Somebody who acts on events. <paramref name="HandleAsync"/> gets each event that the consumer is subscribed to once, in the order of its subject, inside
/// the transaction in which the event leaves the queue: what it writes there is written exactly once, whatever is killed meanwhile. What reaches beyond the
/// database must be queued there and done later. An exception undoes everything, and the event comes again after a pause.
/// </summary>
/// <param name="Name">By which subscriptions and queue know it; never changed.</param>
/// <param name="Most">
/// How many events it takes in one transaction. Those of one subject follow each other in the list. When one of several cannot be handled, each is tried alone.
/// </param>
/// <param name="HandleAsync">Handles events with services of a scope of its own.</param>
internal sealed record EventConsumer(string Name, int Most, Func<IServiceProvider, IReadOnlyList<QueuedEvent>, CancellationToken, Task> HandleAsync)
{
    /// <summary>A consumer that takes one event at a time.</summary>
    public EventConsumer(string name, Func<IServiceProvider, QueuedEvent, CancellationToken, Task> handleAsync)
        : this(name, 1, (services, taken, cancellationToken) => handleAsync(services, taken[0], cancellationToken))
    {
    }
}
