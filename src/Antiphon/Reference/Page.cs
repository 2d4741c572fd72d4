using System.Text;
using System.Text.Encodings.Web;

namespace Antiphon.Reference;

/// <summary>The frame of the pages that stand beside the API. Nothing in them comes from elsewhere, and the browser is told so.</summary>
internal static class Page
{
    // The viewer writes style attributes; its icons are data URLs of its own style sheet.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static IResult Render(HttpContext http, string title, string head, string body)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        var text = $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Encode(title)} · Antiphon</title>
            {head}<link rel="stylesheet" href="/docs/docs.css">
            </head>
            <body>
            <header><strong>Antiphon</strong><nav><a href="/docs">API reference</a> <a href="/changelog">Changelog</a> <a href="/api/openapi.json">OpenAPI document</a></nav></header>
            {body}
            </body>
            </html>

            """;
        return Results.Text(text, "text/html; charset=utf-8", Encoding.UTF8);
    }

    public static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
