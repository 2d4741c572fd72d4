using System.Threading.Channels;

namespace Antiphon.Data;

/// <summary>Wakes those who rest until there is work. A ring while nobody rests is kept, one for each sleeper, so none is missed and none is counted.</summary>
internal sealed class Bell(TimeProvider clock, int sleepers = 1)
{
    private readonly Channel<bool> rung = Channel.CreateBounded<bool>(new BoundedChannelOptions(sleepers) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Wakes one.</summary>
    public void Ring() => rung.Writer.TryWrite(true);

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
