using System.Text;
using System.Text.Encodings.Web;

namespace Antiphon.Identity.SignIn.Pages;

/// <summary>The frame of the pages for people. They work without script, load nothing from elsewhere and cannot be framed (clickjacking).</summary>
internal static class HtmlPage
{
    /// <param name="http">The request.</param>
    /// <param name="status">The status of the answer.</param>
    /// <param name="title">In plain text.</param>
    /// <param name="body">HTML, in which everything foreign is encoded.</param>
    /// <param name="formTarget">One more origin or scheme to which a form of the page may lead, as a source of CSP.</param>
    public static IResult Render(HttpContext http, int status, string title, string body, string? formTarget = null)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src 'self'; form-action 'self'{(formTarget is null ? "" : " " + formTarget)}; base-uri 'none'; frame-ancestors 'none'";
        headers.XFrameOptions = "DENY";
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        // With no-referrer a browser would call the origin of our own forms "null".
        headers["Referrer-Policy"] = "same-origin";
        var text = $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Encode(title)} · Antiphon</title>
            <link rel="stylesheet" href="/sign-in/pages.css">
            </head>
            <body>
            <main>
            <h1>{Encode(title)}</h1>
            {body}
            </main>
            </body>
            </html>

            """;
        return Results.Text(text, "text/html; charset=utf-8", Encoding.UTF8, status);
    }

    public static string Encode(string text) => HtmlEncoder.Default.Encode(text);

    /// <summary>A form of this server, with the token that <see cref="PostedForm"/> asks for.</summary>
    public static string Form(HttpContext http, string action, string fields) =>
        $"<form method=\"post\" action=\"{Encode(action)}\">\n{Hidden(FormTokens.Field, FormTokens.For(http))}{fields}</form>\n";

    public static string Hidden(string name, string value) => $"<input type=\"hidden\" name=\"{Encode(name)}\" value=\"{Encode(value)}\">\n";

    /// <summary>A labelled field. <paramref name="attributes"/> are ours.</summary>
    public static string Field(string name, string label, string attributes, string value = "") =>
        $"<p><label for=\"{name}\">{Encode(label)}</label>\n<input id=\"{name}\" name=\"{name}\" {attributes} value=\"{Encode(value)}\"></p>\n";

    public static string Button(string text) => $"<p><button>{Encode(text)}</button></p>\n";

    public static string Problem(string? text) => text is null ? "" : $"<p role=\"alert\" class=\"problem\">{Encode(text)}</p>\n";

    public static string Notice(string? text) => text is null ? "" : $"<p role=\"status\" class=\"notice\">{Encode(text)}</p>\n";
}
