using System.Threading.Channels;
using Antiphon.Changes;
using Antiphon.Identity;

namespace Antiphon.Live;

/// <summary>Something for a stream: changes, or a text that everybody gets as it is.</summary>
internal readonly record struct LiveNews(ChangeBatch? Changes, ReadOnlyMemory<byte> Text);

/// <summary>
/// The news that wait for one open stream. Nobody who brings news waits for a reader: one who is too slow loses the stream, and is told where to go on.
/// </summary>
internal sealed class LiveStream : IChangeListener
{
    private readonly Channel<LiveNews> waiting;
    private volatile Actor actor;
    private volatile string? ended;

    public LiveStream(Actor actor, int backlog)
    {
        this.actor = actor;
        waiting = Channel.CreateBounded<LiveNews>(new BoundedChannelOptions(backlog) { SingleReader = true });
    }

    /// <summary>Whose stream it is, with the role of now.</summary>
    public Actor Actor
    {
        get => actor;
        set => actor = value;
    }

    /// <summary>Why the stream was ended, one of <see cref="Contract.LiveEnd"/>; null while it goes on.</summary>
    public string? Ended => ended;

    public ChannelReader<LiveNews> News => waiting.Reader;

    public void Hear(ChangeBatch batch) => Give(new(batch, default));

    public void Hear(ReadOnlyMemory<byte> text) => Give(new(null, text));

    public void Restart(long newest) => End(Contract.LiveEnd.Restarted);

    /// <summary>Nothing more comes; what is waiting is still delivered unless the reader is the reason.</summary>
    public void End(string reason)
    {
        ended ??= reason;
        waiting.Writer.TryComplete();
    }

    private void Give(LiveNews news)
    {
        if (!waiting.Writer.TryWrite(news))
        {
            End(Contract.LiveEnd.TooSlow);
        }
    }
}
