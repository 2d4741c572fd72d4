using System.Web;
using Antiphon.Contract;
using Antiphon.Integrations.Http;

namespace Antiphon.Integrations.Delivery.Sending;

/// <summary>What the log shows of a request: everything but what lets somebody in.</summary>
internal static class LogMask
{
    private static readonly string[] Ours = ["webhook-id", "webhook-timestamp", "webhook-signature", "X-Gorgias-Signature", "User-Agent"];

    public static IReadOnlyDictionary<string, string> Headers(HttpRequestMessage request)
    {
        var shown = new OrderedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in request.Headers.NonValidated.Concat(request.Content?.Headers.NonValidated ?? default))
        {
            shown[name] = Header(name, values.ToString());
        }

        return shown;
    }

    public static string Header(string name, string value) =>
        !Ours.Contains(name, StringComparer.OrdinalIgnoreCase) && !name.StartsWith("X-Antiphon-", StringComparison.OrdinalIgnoreCase) && Credentials.LooksLikeOne(name, value) ? HttpIntegrationResource.Masked : value;

    public static string Url(Uri url)
    {
        if (url.Query.Length <= 1)
        {
            return url.AbsoluteUri;
        }

        var query = url.Query[1..].Split('&').Select(pair => pair.Split('=', 2) is [var name, var value] && Credentials.LooksLikeOne(name, HttpUtility.UrlDecode(value)) ? $"{name}={HttpIntegrationResource.Masked}" : pair);
        return $"{url.GetLeftPart(UriPartial.Path)}?{string.Join('&', query)}";
    }
}
