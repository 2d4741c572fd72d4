namespace Antiphon.Identity.SignIn.Pages;

/// <summary>Whether a request that changes something was made by a page of this host, as far as the browser tells.</summary>
internal static class SameOrigin
{
    public static bool Allows(HttpContext http)
    {
        var headers = http.Request.Headers;
        if (headers.TryGetValue("Sec-Fetch-Site", out var site))
        {
            return site == "same-origin";
        }

        // Older browsers, and plain HTTP, send the origin only. Without either, the form's token alone decides.
        return !headers.TryGetValue("Origin", out var origin) || origin == $"{http.Request.Scheme}://{http.Request.Host}";
    }
}
