using System.Net;
using Microsoft.Extensions.Options;

namespace Antiphon.Outgoing;

/// <summary>Where requests may go: judged once by the looks of a URL, and again by each address that its host leads to.</summary>
internal sealed class OutgoingRules(IOptions<OutgoingOptions> options)
{
    public const string NotPublic = "The host leads to an address that is not public.";

    private readonly IPNetwork[] allowed = options.Value.ReadNetworks() ?? [];
    private readonly HashSet<int> ports = options.Value.ReadPorts() ?? [];
    private readonly bool allowHttp = options.Value.AllowHttp;

    /// <summary>Whether anything may be called without encryption.</summary>
    public bool MayBePlain => allowHttp || allowed.Length > 0;

    /// <summary>What is wrong with a URL by its looks; null when nothing is. Names are not looked up, so a later call may still be refused.</summary>
    public string? Objection(Uri? url) => url switch
    {
        null or { IsAbsoluteUri: false } => "Not a whole URL.",
        { Scheme: not ("https" or "http") } => "Only http and https are called.",
        { UserInfo.Length: > 0 } => "A URL must not carry credentials.",
        { Host.Length: 0 } or { HostNameType: not (UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6) } => "Not a whole URL.",
        _ when IPAddress.TryParse(url.IdnHost.Trim('[', ']'), out var literal) => Objection([literal], url.Port, url.Scheme is "https"),
        // Whether a name leads to an allowed network is known when it is looked up.
        _ when allowed.Length == 0 => Objection(url.Port, url.Scheme is "https"),
        _ => null,
    };

    /// <summary>What is wrong with the addresses of a host: one inner address among public ones is an attempt, so none of them is used.</summary>
    public string? Objection(IPAddress[] addresses, int port, bool encrypted)
    {
        if (addresses.Length > 0 && Array.TrueForAll(addresses, IsAllowed))
        {
            return null;
        }

        return addresses.Length == 0 || !Array.TrueForAll(addresses, address => IsAllowed(address) || PublicAddress.IsPublic(address)) ? NotPublic : Objection(port, encrypted);
    }

    private string? Objection(int port, bool encrypted) =>
        ports.Count > 0 && !ports.Contains(port) ? "This port is not called." : encrypted || allowHttp ? null : "Only https is called.";

    private bool IsAllowed(IPAddress address) => Array.Exists(allowed, network => network.Contains(PublicAddress.Plain(address)));
}
