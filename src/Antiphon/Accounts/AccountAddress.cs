using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Antiphon.Accounts;

/// <summary>
/// The address by which people outside reach an account, for links in what the server sends by itself. <c>Hosts:PublicUrl</c> says it, with
/// <c>{domain}</c> in place of the account's; else it is <c>{domain}.localhost</c> where the server listens.
/// </summary>
internal sealed class AccountAddress(IConfiguration configuration, IServer server)
{
    public const string Setting = "Hosts:PublicUrl";

    private const string Domain = "{domain}";
    private const string Fallback = "http://localhost:8080";

    public string To(string domain, string path)
    {
        if (configuration[Setting] is { Length: > 0 } template)
        {
            return template.Replace(Domain, domain, StringComparison.Ordinal).TrimEnd('/') + path;
        }

        // "*" and "+" stand for every address, and are no part of one.
        var listening = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()?.Replace("*", "localhost", StringComparison.Ordinal).Replace("+", "localhost", StringComparison.Ordinal);
        var at = new Uri(listening ?? Fallback);
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{at.Scheme}://{domain}.localhost:{at.Port}{path}");
    }
}
