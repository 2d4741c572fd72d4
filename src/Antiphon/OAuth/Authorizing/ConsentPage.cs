using System.Text;
using Antiphon.Accounts;
using Antiphon.Identity.SignIn.Pages;
using Antiphon.Identity.SignIn.Sessions;
using Microsoft.Extensions.Primitives;

namespace Antiphon.OAuth.Authorizing;

/// <summary>Shows which app wants to do what, in words that say the effect, and where the answer will go.</summary>
internal static class ConsentPage
{
    public const string Decision = "decision";
    public const string Allow = "allow";

    public static IResult Render(HttpContext http, AuthorizeRequest request, SessionHolder person, IReadOnlyDictionary<string, StringValues> given, bool mayApprove)
    {
        var app = request.App;
        var name = HtmlPage.Encode(app.Name);
        var body = new StringBuilder()
            .Append(Introduction(app, name, request.RedirectUri))
            .Append($"<p>You are <strong>{HtmlPage.Encode(person.Name)}</strong> (<code>{HtmlPage.Encode(person.Email)}</code>) at <strong>{HtmlPage.Encode(http.Account().Domain)}</strong>.</p>\n")
            .Append($"<h2 id=\"scopes\">{name} wants to</h2>\n<ul aria-labelledby=\"scopes\">\n");
        foreach (var scope in request.Scopes)
        {
            body.Append($"<li>{HtmlPage.Encode(ScopeCatalog.Effect(scope))} <code>{HtmlPage.Encode(scope)}</code></li>\n");
        }

        body.Append("</ul>\n<p>It acts in your name, and never beyond what your role allows.</p>\n")
            .Append(mayApprove ? "" : HtmlPage.Problem("Only admins connect this app. Ask one of them to open the same address."))
            .Append(HtmlPage.Form(http, AuthorizeEndpoint.Path, Fields(given) + Buttons(mayApprove)))
            .Append($"<p class=\"quiet-text\">Not you? <a href=\"{HtmlPage.Encode(SignInPage.Again(AuthorizeEndpoint.Return(given)))}\">Sign in as someone else</a></p>");
        return HtmlPage.Render(http, mayApprove ? StatusCodes.Status200OK : StatusCodes.Status403Forbidden, $"Connect {app.Name}?", body.ToString(), Apps.RedirectUri.FormTarget(request.RedirectUri));
    }

    private static string Introduction(Apps.App app, string name, string redirectUri)
    {
        var target = new Uri(redirectUri);
        var to = HtmlPage.Encode(target.Scheme is "https" or "http" ? target.GetLeftPart(UriPartial.Authority) : $"an app on this device ({target.Scheme}:)");
        return app.IsSelfRegistered
            ? $"<p class=\"warning\"><strong>{name}</strong> registered itself, and nobody has checked that this is its name. Go on only if you have just started it yourself. The answer goes to <strong>{to}</strong>.</p>\n"
            : $"<p><strong>{name}</strong> asks for access to your helpdesk. The answer goes to <strong>{to}</strong>.</p>\n";
    }

    private static string Fields(IReadOnlyDictionary<string, StringValues> given) => string.Concat(
        ReadAuthorizeRequest.Parameters.Where(given.ContainsKey).Select(name => HtmlPage.Hidden(name, given[name].ToString())));

    private static string Buttons(bool mayApprove) =>
        "<p class=\"side-by-side\">" + (mayApprove ? $"<button name=\"{Decision}\" value=\"{Allow}\">Allow</button>\n" : "")
        + $"<button name=\"{Decision}\" value=\"deny\" class=\"quiet\">Deny</button></p>\n";
}
