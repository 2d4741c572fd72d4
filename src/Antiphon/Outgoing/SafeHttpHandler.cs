using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Options;

namespace Antiphon.Outgoing;

/// <summary>
/// The one door for requests to addresses that users of this server have typed in. Only addresses that the rules allow are connected to, judged after names are
/// looked up and on the very address that is then used, so that a name cannot change its mind in between. Redirects are answers like any other, nothing is kept
/// between requests, no proxy stands in between, and a URL carries no credentials.
/// </summary>
internal sealed class SafeHttpHandler : DelegatingHandler
{
    private static readonly HttpRequestOptionsKey<string> Encrypted = new("outgoing.scheme");

    private readonly OutgoingRules rules;
    private readonly OutgoingNetwork network;

    public SafeHttpHandler(OutgoingRules rules, OutgoingNetwork network, IOptions<OutgoingOptions> options)
    {
        this.rules = rules;
        this.network = network;
        InnerHandler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            Credentials = null,
            PreAuthenticate = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = options.Value.ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            MaxResponseHeadersLength = 64,
            // Names of people stand in headers too.
            RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
            // What is being traced in here is nobody else's business.
            ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
            ConnectCallback = ConnectAsync,
        };
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (rules.Objection(request.RequestUri) is { } objection)
        {
            return Task.FromException<HttpResponseMessage>(new OutgoingException(objection));
        }

        // A Host header of its own would reach another site behind the same address.
        request.Headers.Host = null;
        request.Options.Set(Encrypted, request.RequestUri!.Scheme);
        return base.SendAsync(request, cancellationToken);
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await network.LookUpAsync(host, cancellationToken);
        var encrypted = context.InitialRequestMessage.Options.TryGetValue(Encrypted, out var scheme) && scheme is "https";
        if (rules.Objection(addresses, port, encrypted) is { } objection)
        {
            throw new OutgoingException(objection);
        }

        for (var i = 0; ; i++)
        {
            try
            {
                return await network.ConnectAsync(new IPEndPoint(addresses[i], port), cancellationToken);
            }
            catch (SocketException) when (i + 1 < addresses.Length)
            {
                // The next address of the host may be reached.
            }
        }
    }
}
