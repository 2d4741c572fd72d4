using Antiphon.Data;
using Microsoft.Extensions.Options;

namespace Antiphon.Events.Dispatch;

/// <summary>
/// Brings events from the log to whoever acts on them, on every node. Announcements wake it; a look from time to time is the net below them. When the node
/// stops, what is under way is undone and another node takes it up.
/// </summary>
internal sealed class EventPump : BackgroundService
{
    private readonly EventWorkers[] workers;

    public EventPump(
        IEnumerable<EventConsumer> consumers, IServiceScopeFactory scopes, Announcements announcements, IOptions<EventOptions> options, TimeProvider clock, ILogger<EventPump> logger)
    {
        workers = [.. consumers.Select(consumer => new EventWorkers(consumer, scopes, options.Value, clock, logger))];
        announcements.Subscribe(EventQueue.Announcement, Wake);
        announcements.OnReconnect(() => Wake(""));
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(workers.Select(worker => worker.RunAsync(stoppingToken)));

    // An announcement names the consumer whose events they are, or means everyone.
    private void Wake(string name)
    {
        foreach (var worker in workers.Where(worker => name.Length == 0 || worker.Name == name))
        {
            worker.Wake();
        }
    }
}
