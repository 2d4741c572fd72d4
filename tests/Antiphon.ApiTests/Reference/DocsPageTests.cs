using System.Net;
using System.Text.RegularExpressions;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Reference;

/// <summary>The viewer of the reference comes whole from the server.</summary>
public sealed partial class DocsPageTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task The_page_asks_for_nothing_from_elsewhere_and_is_forbidden_to()
    {
        using var stranger = new HttpClient { BaseAddress = desk.Address };
        var page = (await stranger.GetJsonAsync("/docs")).Is(HttpStatusCode.OK);
        Assert.Contains("default-src 'none'", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.DoesNotContain("script-src 'self' 'unsafe", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        var links = Link().Matches(page.Body).Select(link => link.Groups[1].Value).Distinct().ToList();
        Assert.Contains("/docs/viewer.js", links);
        Assert.Contains("/docs/viewer.css", links);
        foreach (var link in links)
        {
            Assert.StartsWith("/", link, StringComparison.Ordinal);
            (await stranger.GetJsonAsync(link)).Is(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task The_viewer_is_told_to_show_our_document()
    {
        using var stranger = new HttpClient { BaseAddress = desk.Address };
        var start = (await stranger.GetJsonAsync("/docs/docs.js")).Is(HttpStatusCode.OK);
        Assert.Equal("text/javascript; charset=utf-8", start.Header("Content-Type"));
        Assert.Contains("url: \"/api/openapi.json\"", start.Body, StringComparison.Ordinal);
        Assert.Contains("SwaggerUIBundle", (await stranger.GetJsonAsync("/docs/viewer.js")).Body, StringComparison.Ordinal);
        (await stranger.GetJsonAsync("/docs/appsettings.json")).Is(HttpStatusCode.NotFound);
    }

    [GeneratedRegex("(?:href|src)=\"(?<link>[^\"]+)\"", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Link();
}
