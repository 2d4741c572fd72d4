using System.Net;

namespace Antiphon.Client.Transport;

/// <summary>
/// Where an answer leads. 301 (a merged customer or ticket), 307 and 308 keep the method and the body; 302 is followed for downloads only, and always
/// without credentials, because it leads to a signed address of a storage host. See "Status codes" of the conventions page.
/// </summary>
internal readonly record struct Redirect(Uri Target, bool KeepsCredentials)
{
    public const int MostHops = 5;

    public static Redirect? Of(HttpResponseMessage response, Uri from, bool isDownload, bool hadCredentials)
    {
        var status = response.StatusCode;
        var isMove = status is HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;
        var isStorage = isDownload && status is HttpStatusCode.Found or HttpStatusCode.SeeOther;
        if ((!isMove && !isStorage) || response.Headers.Location is not { } location)
        {
            return null;
        }

        var target = new Uri(from, location);
        var isSameHost = IsSameHost(from, target);
        if (isMove && isSameHost)
        {
            target = Normalize(from, target);
        }

        var isSafe = target.Scheme == Uri.UriSchemeHttps || (target.Scheme == Uri.UriSchemeHttp && from.Scheme == Uri.UriSchemeHttp);
        return isSafe ? new(target, hadCredentials && isMove && isSameHost) : null;
    }

    // A server behind a proxy may not know that it is reached over TLS, and a location may lack the query of the request.
    private static Uri Normalize(Uri from, Uri target)
    {
        var builder = new UriBuilder(target);
        if (from.Scheme == Uri.UriSchemeHttps)
        {
            builder.Scheme = from.Scheme;
            builder.Port = from.Port;
        }

        if (builder.Query.Length == 0)
        {
            builder.Query = from.Query;
        }

        return builder.Uri;
    }

    // The same name with a better scheme is still the same server; another port is another one.
    private static bool IsSameHost(Uri from, Uri target) =>
        string.Equals(from.IdnHost, target.IdnHost, StringComparison.OrdinalIgnoreCase)
        && (from.Port == target.Port || (from.IsDefaultPort && target.IsDefaultPort));
}
