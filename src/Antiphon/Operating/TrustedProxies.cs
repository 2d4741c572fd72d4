using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Antiphon.Operating;

/// <summary>
/// <c>Proxies:Trusted</c>: whose word is taken for the client's address, scheme and host (<c>X-Forwarded-For</c>, <c>-Proto</c>, <c>-Host</c>).
/// Addresses and networks, as a list or separated by commas; <c>none</c> trusts nobody. By default that is this machine alone, since whoever may name the
/// host also chooses the account, and whoever may name the address escapes the limit on guessed keys.
/// </summary>
internal static class TrustedProxies
{
    public const string Key = "Proxies:Trusted";
    private const string Nobody = "none";

    public static void Apply(ForwardedHeadersOptions options, IConfiguration configuration)
    {
        options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
        // Every hop has to be trusted by itself, so their number needs no limit.
        options.ForwardLimit = null;
        if (Read(configuration) is not { Count: > 0 } entries)
        {
            return;
        }

        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var entry in entries.Where(entry => entry != Nobody))
        {
            if (IPAddress.TryParse(entry, out var address))
            {
                options.KnownProxies.Add(address);
            }
            else if (System.Net.IPNetwork.TryParse(entry, out var network))
            {
                options.KnownIPNetworks.Add(network);
            }
            else
            {
                throw new OptionsValidationException(Key, typeof(ForwardedHeadersOptions), [$"{Key} has {entry}, which is neither an address nor a network such as 10.0.0.0/8."]);
            }
        }

        if (options is { KnownProxies.Count: 0, KnownIPNetworks.Count: 0 })
        {
            // An empty list would mean everybody to the middleware.
            options.ForwardedHeaders = ForwardedHeaders.None;
        }
    }

    private static List<string> Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Key);
        IEnumerable<string?> values = section.Value is { } one ? [one] : section.GetChildren().Select(child => child.Value);
        return [.. values.SelectMany(value => (value ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
    }
}
