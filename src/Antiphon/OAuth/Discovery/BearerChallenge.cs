using Antiphon.Accounts;

namespace Antiphon.OAuth.Discovery;

/// <summary>The challenge that leads a client which knows nothing but the address to the authorization server (RFC 9728, section 5.1).</summary>
internal static class BearerChallenge
{
    /// <param name="http">The request that is refused.</param>
    /// <param name="error">Why the token that was sent is no good; null when none was.</param>
    /// <param name="resource">The path whose metadata it names, such as <c>mcp</c>; empty for the host as a whole.</param>
    public static string Of(HttpContext http, string? error, string resource = "")
    {
        var metadata = $"{http.Request.Scheme}://{http.Request.Host}{MetadataEndpoints.ProtectedResource}{(resource.Length > 0 ? "/" + resource : "")}";
        return $"Bearer realm=\"{http.Account().Domain}\", {(error is null ? "" : $"error=\"{error}\", ")}resource_metadata=\"{metadata}\"";
    }
}
