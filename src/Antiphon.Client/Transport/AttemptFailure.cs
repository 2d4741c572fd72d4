namespace Antiphon.Client.Transport;

/// <summary>An attempt that brought no answer.</summary>
/// <param name="description">What happened, in words.</param>
/// <param name="wasSent">Whether the server may have received the request.</param>
/// <param name="cause">The exception of the network, if there was one.</param>
internal sealed class AttemptFailure(string description, bool wasSent, Exception? cause) : Exception(description, cause)
{
    public bool WasSent { get; } = wasSent;

    // Refused connections, unknown hosts and failed handshakes happen before the first byte of the request.
    public static AttemptFailure Of(HttpRequestException e) => new(
        $"The connection failed: {e.Message}",
        e.HttpRequestError is not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError),
        e);
}
