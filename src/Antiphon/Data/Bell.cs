using System.Threading.Channels;
using Antiphon.Files.Storing;
using Npgsql;

namespace Antiphon.Data;

/// <summary>Wakes those who rest until there is work. A ring while nobody rests is kept, one for each sleeper, so none is missed and none is counted.</summary>
internal sealed class Bell(TimeProvider clock, int sleepers = 1)
{
    private readonly Channel<bool> rung = Channel.CreateBounded<bool>(new BoundedChannelOptions(sleepers) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Wakes one.</summary>
    public void Ring() => rung.Writer.TryWrite(true);

    /// <summary>
    /// Does one round after the other until told to stop, and rests between them as long as the round says. After a round that failed it waits for
    /// <paramref name="poll"/>, whatever rings. Whatever failed, the next round comes: one kind of work must not end the server and all other work with it.
    /// </summary>
    public async Task RoundsAsync(Func<CancellationToken, Task<TimeSpan>> round, TimeSpan poll, Action<string> tellFailure, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RestAsync(await round(stoppingToken), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // What is no matter of the database, the disk or the store is a fault of ours, which is found by where it happened.
                tellFailure(e is NpgsqlException or IOException or TimeoutException or FileStoreException ? e.Message : $"{e}");
                await Task.Delay(poll, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Rests until the bell rings, and no longer than <paramref name="pause"/>.</summary>
    public async Task RestAsync(TimeSpan pause, CancellationToken stoppingToken)
    {
        using var timer = new CancellationTokenSource(pause, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stoppingToken);
        try
        {
            await rung.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested)
        {
            // Time to look without being told.
        }
    }
}
