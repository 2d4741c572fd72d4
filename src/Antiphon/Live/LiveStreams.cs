using Antiphon.Identity;
using Microsoft.Extensions.Options;

namespace Antiphon.Live;

/// <summary>The streams that are open on this node, by account.</summary>
internal sealed class LiveStreams : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<long, HashSet<LiveStream>> streams = [];
    private readonly IOptions<LiveOptions> options;
    private readonly CancellationTokenRegistration stopping;

    public LiveStreams(IOptions<LiveOptions> options, IHostApplicationLifetime lifetime)
    {
        this.options = options;
        // A server that stops waits for its requests, and a stream has no end of its own.
        stopping = lifetime.ApplicationStopping.Register(() => EndAll(Contract.LiveEnd.Stopping));
    }

    /// <summary>How many streams are open.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return streams.Values.Sum(ofAccount => ofAccount.Count);
            }
        }
    }

    /// <summary>Opens a stream; null when the account has as many as it may have.</summary>
    public LiveStream? TryOpen(Actor actor)
    {
        lock (gate)
        {
            if (!streams.TryGetValue(actor.AccountId, out var ofAccount))
            {
                streams.Add(actor.AccountId, ofAccount = []);
            }

            if (ofAccount.Count >= options.Value.StreamsPerAccount)
            {
                return null;
            }

            var stream = new LiveStream(actor, options.Value.Backlog);
            ofAccount.Add(stream);
            return stream;
        }
    }

    public void Close(LiveStream stream)
    {
        lock (gate)
        {
            var account = stream.Actor.AccountId;
            if (streams.TryGetValue(account, out var ofAccount) && ofAccount.Remove(stream) && ofAccount.Count == 0)
            {
                streams.Remove(account);
            }
        }
    }

    /// <summary>The streams of an account at this moment.</summary>
    public LiveStream[] Of(long accountId)
    {
        lock (gate)
        {
            return streams.TryGetValue(accountId, out var ofAccount) ? [.. ofAccount] : [];
        }
    }

    /// <summary>The accounts that have one.</summary>
    public long[] Accounts()
    {
        lock (gate)
        {
            return [.. streams.Keys];
        }
    }

    public void Dispose() => stopping.Dispose();

    private void EndAll(string reason)
    {
        foreach (var stream in Accounts().SelectMany(Of))
        {
            stream.End(reason);
        }
    }
}
