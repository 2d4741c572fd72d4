using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Antiphon.Outgoing;

namespace Antiphon.Tests.Shared;

/// <summary>A network that notes which addresses somebody wanted to connect to, and connects to none of them.</summary>
internal sealed class RecordingNetwork(Func<string, IPAddress[]> lookUp) : OutgoingNetwork
{
    public RecordingNetwork()
        : this(ForbiddenUrls.LookUp)
    {
    }

    public ConcurrentQueue<IPEndPoint> Wanted { get; } = new();

    public override Task<IPAddress[]> LookUpAsync(string host, CancellationToken cancellationToken) => Task.FromResult(lookUp(host));

    public override Task<Stream> ConnectAsync(IPEndPoint to, CancellationToken cancellationToken)
    {
        Wanted.Enqueue(to);
        return Task.FromException<Stream>(new SocketException((int)SocketError.ConnectionRefused));
    }
}
