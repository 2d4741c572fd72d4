using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Net;

namespace Antiphon.Outgoing;

/// <summary>Section <c>Outgoing</c> of the configuration: what requests to other people's servers may reach.</summary>
internal sealed class OutgoingOptions
{
    public const string Section = "Outgoing";

    /// <summary>
    /// Networks or addresses, separated by commas, that are reached although they are not public, on every port and without encryption: an operator's own
    /// services, such as <c>10.1.0.0/16, 192.168.7.12</c>.
    /// </summary>
    public string AllowedNetworks { get; set; } = "";

    /// <summary>The ports of public addresses that are called, separated by commas; <c>*</c> is every port.</summary>
    public string Ports { get; set; } = "80,443,8080,8443";

    /// <summary>Whether public addresses are called without encryption as well.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>For a whole request, from the look-up of its host to the end of the answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Until a connection stands.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>The allowed networks; null when the text is not a list of networks.</summary>
    public IPNetwork[]? ReadNetworks()
    {
        var networks = Split(AllowedNetworks).Select(ReadNetwork).ToArray();
        return Array.Exists(networks, network => network is null) ? null : [.. networks.Select(network => network!.Value)];
    }

    /// <summary>The ports, empty for all of them; null when the text is not a list of ports.</summary>
    public HashSet<int>? ReadPorts()
    {
        if (Ports.Trim() is "*")
        {
            return [];
        }

        var ports = Split(Ports).Select(text => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 0).ToHashSet();
        return ports.Count == 0 || ports.Contains(0) ? null : ports;
    }

    private static string[] Split(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static IPNetwork? ReadNetwork(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
            : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
            : null;
}
