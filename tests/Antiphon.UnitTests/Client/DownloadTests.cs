using Antiphon.Client;
using Microsoft.AspNetCore.Http;

namespace Antiphon.UnitTests.Client;

public sealed class DownloadTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_in_storage_is_fetched_there_without_credentials()
    {
        await using var storage = await StubServer.StartAsync(context =>
        {
            context.Response.ContentType = "image/png";
            context.Response.Headers.ContentDisposition = "attachment; filename=\"label.png\"";
            return context.Response.WriteAsync("bytes", Token);
        });
        await using var server = await StubServer.StartAsync(context =>
        {
            context.Response.Redirect(new Uri(storage.Address, "/signed?key=1").AbsoluteUri);
            return Task.CompletedTask;
        });
        using var client = server.Client();
        using var download = await client.Files.DownloadAsync(new("https://uploads.example/attachments/abc123/label.png"), cancellationToken: Token);
        using var reader = new StreamReader(download.Content);

        Assert.Equal("bytes", await reader.ReadToEndAsync(Token));
        Assert.Equal(("image/png", "label.png"), (download.ContentType, download.FileName));
        var asked = Assert.Single(server.Seen);
        Assert.Equal("/api/attachments/download/abc123/label.png", asked.Target);
        Assert.StartsWith("Basic ", asked.Authorization, StringComparison.Ordinal);
        Assert.Equal(("GET", "/signed?key=1", "", ""), Assert.Single(storage.Seen));
    }

    [Theory]
    [InlineData("https://acme.example/api/attachment/download/7f3c/0c2d-a%20b.png", "/api/attachment/download/7f3c/0c2d-a%20b.png")]
    [InlineData("/api/attachment/download/7f3c/a.png", "/api/attachment/download/7f3c/a.png")]
    [InlineData("https://uploads.example/attachments/abc123/file.png?size=1", "/api/attachments/download/abc123/file.png")]
    public async Task The_address_in_an_attachment_leads_to_the_route_of_the_account(string url, string target)
    {
        var handler = new ScriptedHandler().Answer(200, "bytes");
        using var client = handler.Client();
        using var download = await client.Files.DownloadAsync(new(url, UriKind.RelativeOrAbsolute), cancellationToken: Token);
        Assert.Equal($"https://acme.example{target}", handler.Seen[0].Uri.AbsoluteUri);
    }

    [Fact]
    public async Task An_address_of_something_else_is_refused_before_it_is_asked()
    {
        using var client = new ScriptedHandler().Client();
        await Assert.ThrowsAsync<ArgumentException>(() => client.Files.DownloadAsync(new("https://evil.example/x"), cancellationToken: Token));
    }

    [Fact]
    public async Task A_missing_file_is_an_error_like_any_other()
    {
        using var client = new ScriptedHandler().Answer(404, """{"error": {"msg": "Resource not found."}}""").Client();
        var e = await Assert.ThrowsAsync<AntiphonException>(() => client.Files.DownloadAsync(new("https://u.example/attachments/a/b.png"), cancellationToken: Token));
        Assert.Equal((true, "Resource not found."), (e.IsNotFound, e.Error));
    }
}
