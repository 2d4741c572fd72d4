using System.Collections.Concurrent;
using Antiphon.Data;
using Npgsql;

namespace Antiphon.Integrations.Delivery.Sending;

/// <summary>
/// Makes due what stands behind a delivery that has ended. Who ends one and who writes one behind another may not see what the other does, and neither waits for the
/// other: both tell this after their commit, and the later of the two has both before it. What a node that died could not tell any more is found by a look from time
/// to time.
/// </summary>
internal sealed partial class DeliveryFollower(IServiceScopeFactory scopes, TimeProvider clock, ILogger<DeliveryFollower> logger) : BackgroundService
{
    private const int Most = 500;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<DeliverySubject> told = new();
    private readonly Bell bell = new(clock);
    private Action found = () => { };
    private DateTimeOffset lookAt;

    /// <summary>Calls <paramref name="hear"/> when something has become due. Subscribe before the host starts.</summary>
    public void Subscribe(Action hear) => found += hear;

    /// <summary>Looks whether the first that waits of some subjects may go. To be called when what was done to them is committed.</summary>
    public void Follow(IEnumerable<DeliverySubject> subjects)
    {
        foreach (var subject in subjects)
        {
            told.Enqueue(subject);
        }

        if (!told.IsEmpty)
        {
            bell.Ring();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await bell.RoundsAsync(RoundAsync, Pause, LogRoundFailed, stoppingToken);
        try
        {
            // The sender, who stops before this does, has told its last.
            await using var scope = scopes.CreateAsyncScope();
            while (!told.IsEmpty)
            {
                await FollowAsync(scope.ServiceProvider.GetRequiredService<DeliveryQueue>(), CancellationToken.None);
            }
        }
        catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException or InvalidOperationException)
        {
            LogRoundFailed(e.Message);
        }
    }

    private async Task<TimeSpan> RoundAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var queue = scope.ServiceProvider.GetRequiredService<DeliveryQueue>();
        if (clock.GetUtcNow() >= lookAt)
        {
            Tell(await queue.RouseAsync(cancellationToken));
            lookAt = clock.GetUtcNow() + LookEvery;
        }

        await FollowAsync(queue, cancellationToken);
        var pause = lookAt - clock.GetUtcNow();
        return told.IsEmpty && pause > TimeSpan.Zero ? pause : TimeSpan.Zero;
    }

    private async Task FollowAsync(DeliveryQueue queue, CancellationToken cancellationToken)
    {
        var subjects = new HashSet<DeliverySubject>();
        while (subjects.Count < Most && told.TryDequeue(out var subject))
        {
            subjects.Add(subject);
        }

        if (subjects.Count == 0)
        {
            return;
        }

        try
        {
            Tell(await queue.PromoteAsync(subjects, cancellationToken));
        }
        catch
        {
            Follow(subjects);
            throw;
        }
    }

    private void Tell(int count)
    {
        if (count > 0)
        {
            found();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not look for the deliveries that follow others: {Reason}")]
    private partial void LogRoundFailed(string reason);
}
