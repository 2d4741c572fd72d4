using Antiphon.Limits;

namespace Antiphon.Reference;

/// <summary>The reference of the API: the document, the page that shows it, and the dated changes.</summary>
internal static class ReferenceFeature
{
    private const string Viewer =
        "<main id=\"reference\"><noscript><p>The viewer needs JavaScript; the <a href=\"/api/openapi.json\">OpenAPI document</a> does not.</p></noscript></main>"
        + "<script src=\"/docs/viewer.js\"></script><script src=\"/docs/docs.js\"></script>";

    private static readonly Dictionary<string, string> Files = new(StringComparer.Ordinal)
    {
        ["viewer.js"] = "text/javascript; charset=utf-8",
        ["viewer.css"] = "text/css; charset=utf-8",
        ["viewer-license.txt"] = "text/plain; charset=utf-8",
        ["docs.js"] = "text/javascript; charset=utf-8",
        ["docs.css"] = "text/css; charset=utf-8",
    };

    public static IServiceCollection AddReference(this IServiceCollection services) => services.AddSingleton<ApiDocument>();

    public static void MapReference(this IEndpointRouteBuilder app)
    {
        // Strangers may read it, and must not use up the account's limit by doing so.
        app.MapGet("/api/openapi.json", (ApiDocument document) => Results.Bytes(document.Bytes, "application/json"))
            .AllowAnonymous().WithMetadata(new NotCounted()).ExcludeFromDescription();
        // It was taken away (changelog), which is another answer than "never was".
        app.MapPut("/api/tickets/search", () => Results.StatusCode(StatusCodes.Status405MethodNotAllowed)).ExcludeFromDescription();
        app.MapGet("/docs", (HttpContext http) => Page.Render(http, "API reference", "<link rel=\"stylesheet\" href=\"/docs/viewer.css\">\n", Viewer));
        app.MapGet("/docs/{file}", (string file, HttpContext http) => Send(file, http));
        app.MapGet("/changelog", Changelog.Show);
    }

    private static IResult Send(string file, HttpContext http)
    {
        if (!Files.TryGetValue(file, out var type))
        {
            return Results.NotFound();
        }

        http.Response.Headers.CacheControl = "public, max-age=3600";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Stream(typeof(ReferenceFeature).Assembly.GetManifestResourceStream($"Reference/{file}")!, type);
    }
}
