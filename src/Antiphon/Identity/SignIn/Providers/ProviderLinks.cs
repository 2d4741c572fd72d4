using System.Globalization;
using System.Text;
using Antiphon.Identity.SignIn.Pages;

namespace Antiphon.Identity.SignIn.Providers;

/// <summary>
/// The links to providers on our pages. They are links and not forms: a browser asks our policy about every address that a form leads to, and nobody knows all
/// of those of a provider.
/// </summary>
internal static class ProviderLinks
{
    /// <summary>Below the form for a password; nothing for an account without providers.</summary>
    public static string SignIn(IReadOnlyList<SignInProvider> providers, string next, bool isAgain)
    {
        var links = new StringBuilder();
        foreach (var provider in providers.Where(provider => provider.Enabled))
        {
            var address = $"{provider.Path}?next={Uri.EscapeDataString(next)}{(isAgain ? "&again=1" : "")}";
            links.Append(CultureInfo.InvariantCulture, $"<p><a class=\"button\" href=\"{HtmlPage.Encode(address)}\">Sign in with {HtmlPage.Encode(provider.Name)}</a></p>\n");
        }

        return links.Length == 0 ? "" : $"<h2>Without a password</h2>\n{links}";
    }

    /// <summary>On the page of somebody's sign-in: which providers open it.</summary>
    public static string Connections(HttpContext http, IReadOnlyList<SignInProvider> providers, IReadOnlySet<long> connected, string disconnect)
    {
        var rows = new StringBuilder();
        foreach (var provider in providers.Where(provider => provider.Enabled || connected.Contains(provider.Id)))
        {
            var name = HtmlPage.Encode(provider.Name);
            var what = connected.Contains(provider.Id)
                ? HtmlPage.Form(http, disconnect, HtmlPage.Hidden("provider", provider.Id.ToString(CultureInfo.InvariantCulture)) + $"<button class=\"quiet\" aria-label=\"Disconnect {name}\">Disconnect</button>\n")
                : $"<a href=\"{HtmlPage.Encode($"{provider.Path}?{ProviderPages.Connecting}={FormTokens.For(http, ProviderPages.Connecting)}")}\">Connect {name}</a>";
            rows.Append(CultureInfo.InvariantCulture, $"<tr><td>{name}</td><td>{what}</td></tr>\n");
        }

        return rows.Length == 0
            ? ""
            : $"<h2 id=\"providers\">Sign-in without a password</h2>\n<table aria-labelledby=\"providers\">\n<thead><tr><th scope=\"col\">With</th><th scope=\"col\">Connected</th></tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n";
    }
}
