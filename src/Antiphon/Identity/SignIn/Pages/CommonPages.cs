using System.Globalization;
using Antiphon.Limits;

namespace Antiphon.Identity.SignIn.Pages;

/// <summary>Pages that say why something did not happen.</summary>
internal static class CommonPages
{
    public static IResult StaleForm(HttpContext http) => HtmlPage.Render(
        http,
        StatusCodes.Status400BadRequest,
        "This form can no longer be sent",
        "<p>It was opened too long ago, by someone else, or from another site. Go back, load the page again and send it once more. Cookies must be allowed.</p>");

    /// <summary>The page for a source address that failed too often; null when it may try.</summary>
    public static IResult? Held(HttpContext http, FailedLogins failedLogins)
    {
        if (failedLogins.Check(Source(http)) is not { Allowed: false } held)
        {
            return null;
        }

        http.Response.Headers.RetryAfter = held.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        return HtmlPage.Render(http, StatusCodes.Status429TooManyRequests, "Too many attempts", $"<p>Wait {held.RetryAfterSeconds} seconds and try again.</p>");
    }

    public static System.Net.IPAddress Source(HttpContext http) => http.Connection.RemoteIpAddress ?? System.Net.IPAddress.None;
}
