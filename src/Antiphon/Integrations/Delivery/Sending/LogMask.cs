using System.Web;
using Antiphon.Contract;
using Antiphon.Integrations.Http;

namespace Antiphon.Integrations.Delivery.Sending;

/// <summary>What the log shows of a request: everything but what lets somebody in.</summary>
internal static class LogMask
{
    private static readonly string[] Ours = ["webhook-id", "webhook-timestamp", "webhook-signature", "X-Gorgias-Signature", "User-Agent"];

    /// <param name="request">What was sent.</param>
    /// <param name="secret">The name of a header that is a secret whatever it looks like.</param>
    public static IReadOnlyDictionary<string, string> Headers(HttpRequestMessage request, string? secret)
    {
        var shown = new OrderedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in request.Headers.NonValidated.Concat(request.Content?.Headers.NonValidated ?? default))
        {
            shown[name] = name.Equals(secret, StringComparison.OrdinalIgnoreCase) ? HttpIntegrationResource.Masked : Header(name, values.ToString());
        }

        return shown;
    }

    // What nobody sends on purpose cannot be stored.
    public static string Header(string name, string value) =>
        !Ours.Contains(name, StringComparer.OrdinalIgnoreCase) && !name.StartsWith("X-Antiphon-", StringComparison.OrdinalIgnoreCase) && Credentials.LooksLikeOne(name, value) ? HttpIntegrationResource.Masked : value.Replace("\0", "", StringComparison.Ordinal);

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
