using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Client;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.ApiTests.OAuth;
using Antiphon.Contract;
using Microsoft.Extensions.Configuration;
using static Antiphon.ApiTests.Files.Uploads;

namespace Antiphon.ApiTests.Files;

[Trait("row", "B43")]
public sealed class FileTests(FileDesk fixture) : FileCases<FileDesk>(fixture);

/// <summary>The same with contents in a bucket.</summary>
[Trait("row", "B43")]
public sealed class BucketFileTests(BucketFileDesk fixture) : FileCases<BucketFileDesk>(fixture);

/// <summary>What holds wherever contents lie.</summary>
public abstract class FileCases<TDesk> : IClassFixture<TDesk>
    where TDesk : FileDesk
{
    private readonly FileDesk fixture;
    private readonly Desk desk;

    protected FileCases(TDesk fixture)
    {
        this.fixture = fixture;
        desk = fixture.Desk;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_is_uploaded_attached_and_downloaded_through_the_client()
    {
        using var client = desk.Client();
        var bytes = Encoding.UTF8.GetBytes("order 1042, damaged");
        var file = await client.Files.UploadAsync("../photos/package damaged.png", () => new MemoryStream(bytes), "image/png", cancellationToken: Token);
        Assert.Equal(("package damaged.png", "image/png", bytes.Length), (file.Name, file.ContentType, file.Size));
        var thread = await desk.ThreadAsync();
        var message = await client.Messages.CreateAsync(
            thread.Ticket,
            new() { Channel = "internal-note", FromAgent = true, Public = false, BodyText = "see", Attachments = [new(file.Url, file.Name, "text/html", 1, Public: true)] },
            cancellationToken: Token);
        // What a file is, its upload decided.
        var shown = message.Attachments!.Value[0];
        Assert.Equal(("image/png", bytes.Length, false), (shown.GetProperty("content_type").GetString(), shown.GetProperty("size").GetInt32(), shown.GetProperty("public").GetBoolean()));
        using var download = await client.Files.DownloadAsync(new Uri(shown.GetProperty("url").GetString()!), cancellationToken: Token);
        Assert.Equal(("package damaged.png", "image/png", bytes.Length), (download.FileName, download.ContentType, download.Length));
        using var read = new MemoryStream();
        await download.Content.CopyToAsync(read, Token);
        Assert.Equal(bytes, read.ToArray());
    }

    [Fact]
    public async Task Several_files_come_in_order_with_guessed_types_and_a_part_can_be_asked_for()
    {
        var answer = (await desk.Admin.UploadAsync(Form(("a.pdf", "one"u8.ToArray(), null), ("b", "two"u8.ToArray(), null), ("c.txt", "three"u8.ToArray(), "text/plain; charset=utf-8")))).Is(HttpStatusCode.Created);
        Assert.Equal(["application/pdf", "application/octet-stream", "text/plain; charset=utf-8"], answer.Json.AsArray().Select(file => (string)file!["content_type"]!));
        using var asked = new HttpRequestMessage(HttpMethod.Get, PathOf(answer.Json[2]!)) { Headers = { Range = new RangeHeaderValue(1, 3) } };
        using var part = await desk.Admin.SendAsync(asked, Token);
        Assert.Equal((HttpStatusCode.PartialContent, "hre"), (part.StatusCode, await part.Content.ReadAsStringAsync(Token)));
    }

    [Fact]
    public async Task A_download_needs_credentials_unless_the_file_is_public_and_is_of_its_own_account()
    {
        using var stranger = new HttpClient { BaseAddress = desk.Address };
        var own = await desk.Admin.UploadedAsync();
        var open = await desk.Admin.UploadedAsync(query: "?type=public_attachment");
        (await stranger.GetJsonAsync(PathOf(own))).Is(HttpStatusCode.Unauthorized);
        Assert.Equal("%PDF-1.7", (await stranger.GetJsonAsync(PathOf(open))).Is(HttpStatusCode.OK).Body);
        // Neither does the open door lead to a private file.
        (await stranger.GetJsonAsync(PathOf(own).Replace("/api/attachment/download/", "/public_attachment/", StringComparison.Ordinal))).Is(HttpStatusCode.NotFound);
        var beta = await desk.OpenAccountAsync("files", "ada@files.example");
        using var other = desk.Caller("ada@files.example", beta.ApiKey, "files.localhost");
        (await other.GetJsonAsync(PathOf(own))).Is(HttpStatusCode.NotFound);
        (await other.GetJsonAsync(PathOf(open))).Is(HttpStatusCode.NotFound);
        (await desk.Admin.GetJsonAsync(PathOf(own).Replace("/attachment/", "/public_attachment/", StringComparison.Ordinal))).Is(HttpStatusCode.NotFound);
        using var observer = await desk.AsRoleAsync("observer-agent");
        (await observer.GetJsonAsync(PathOf(own))).Is(HttpStatusCode.OK);
        (await observer.UploadAsync(Form(("a", [1], null)))).Is(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("page.html", "text/html", "<script>alert(1)</script>")]
    [InlineData("logo.svg", "image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")]
    [InlineData("page.xhtml", "application/xhtml+xml; charset=utf-8", "<html xmlns='http://www.w3.org/1999/xhtml'/>")]
    [InlineData("code.js", "text/javascript", "alert(1)")]
    [InlineData("both.gif", "image/gif", "GIF89a/*<svg onload=alert(1)>*/=1;alert(1)")]
    [InlineData("both.pdf", "application/pdf", "%PDF-1.7 <html><script>alert(1)</script>")]
    public async Task Nothing_is_shown_as_a_page_or_run_as_a_script(string name, string type, string text)
    {
        foreach (var query in (string[])["", "?type=public_attachment"])
        {
            var file = await desk.Admin.UploadedAsync(name, Encoding.UTF8.GetBytes(text), type, query);
            var answer = (await desk.Admin.GetJsonAsync(PathOf(file))).Is(HttpStatusCode.OK);
            Assert.StartsWith("attachment; filename=", answer.Header("Content-Disposition"), StringComparison.Ordinal);
            Assert.Equal(("nosniff", "default-src 'none'; sandbox"), (answer.Header("X-Content-Type-Options"), answer.Header("Content-Security-Policy")));
            Assert.Equal(name is "both.gif" or "both.pdf" ? type : "application/octet-stream", answer.Header("Content-Type"));
            Assert.Equal(text, answer.Body);
        }
    }

    [Theory]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("..\\..\\windows\\win.ini", "win.ini")]
    [InlineData("..", "file")]
    [InlineData("/", "file")]
    [InlineData("a/../../", "file")]
    [InlineData("%2e%2e%2fpasswd", "%2e%2e%2fpasswd")]
    [InlineData("bill\u202Egpj.exe", "billgpj.exe")]
    [InlineData("résumé 2026.pdf", "résumé 2026.pdf")]
    public async Task A_name_leads_nowhere(string given, string kept)
    {
        using var form = new MultipartFormDataContent();
        using var part = new ByteArrayContent("x"u8.ToArray());
        part.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=file; filename*=UTF-8''{Uri.EscapeDataString(given)}");
        form.Add(part);
        var file = (await desk.Admin.UploadAsync(form)).Is(HttpStatusCode.Created).Json[0]!;
        Assert.Equal(kept, (string?)file["name"]);
        Assert.Matches("^/api/attachment/download/[0-9a-f]{16}/[0-9a-f]{32}-[A-Za-z0-9._-]*$", PathOf(file));
        Assert.DoesNotContain("..", PathOf(file), StringComparison.Ordinal);
        Assert.Equal("x", (await desk.Admin.GetJsonAsync(PathOf(file))).Is(HttpStatusCode.OK).Body);
    }

    [Theory]
    [InlineData("..%2f..%2f..%2fetc%2fpasswd")]
    [InlineData("..")]
    [InlineData("%2e%2e")]
    [InlineData("..%5c..%5cwin.ini")]
    [InlineData("---")]
    [InlineData("a%00b")]
    public async Task A_path_leads_nowhere_either(string end)
    {
        var folder = PathOf(await desk.Admin.UploadedAsync()).Split('/')[4];
        var uri = new Uri($"{desk.Address.GetLeftPart(UriPartial.Authority)}/api/attachment/download/{folder}/{end}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var asked = new HttpRequestMessage(HttpMethod.Get, uri);
        using var answer = await desk.Admin.SendAsync(asked, Token);
        Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{answer.StatusCode}");
    }

    [Fact]
    public async Task At_the_limit_it_is_taken_and_with_a_byte_more_nothing_is()
    {
        var most = FileDesk.Most;
        Assert.Equal(most, (long)(await desk.Admin.UploadedAsync("full.bin", new byte[most], null))["size"]!);
        var count = await CountAsync();
        (await desk.Admin.UploadAsync(Form(("over.bin", new byte[most + 1], null)))).Is(HttpStatusCode.RequestEntityTooLarge);
        (await desk.Admin.UploadAsync(Form(("half.bin", new byte[most / 2], null), ("rest.bin", new byte[(most / 2) + 1], null)))).Is(HttpStatusCode.RequestEntityTooLarge);
        // Without a length, so that only the bytes themselves tell.
        using var endless = new MultipartFormDataContent { { new StreamContent(new MadeBytes(most + (512 * 1024))), "file", "endless.bin" } };
        var refused = (await desk.Admin.UploadAsync(endless)).Is(HttpStatusCode.RequestEntityTooLarge);
        Assert.NotNull(refused["error"]!["msg"]);
        Assert.Equal(count, await CountAsync());
    }

    [Fact]
    public async Task A_name_that_is_too_long_keeps_its_end_whatever_it_is_written_in()
    {
        var name = string.Concat(Enumerable.Repeat("🎈", 130)) + ".png";
        var kept = (string)(await desk.Admin.UploadAsync(Form((name, [1], null)))).Is(HttpStatusCode.Created).Json[0]!["name"]!;
        Assert.EndsWith("🎈.png", kept, StringComparison.Ordinal);
        Assert.InRange(kept.Length, 250, 255);
    }

    [Fact]
    public async Task What_is_no_upload_is_refused()
    {
        (await desk.Admin.PostJsonAsync("/api/upload", new { file = "x" })).Is(HttpStatusCode.BadRequest);
        (await desk.Admin.UploadAsync(new StringContent("x") { Headers = { ContentType = MediaTypeHeaderValue.Parse("multipart/form-data") } })).Is(HttpStatusCode.BadRequest);
        (await desk.Admin.UploadAsync(new StringContent("--b\r\nContent-Disposition: form-data; name=f; filename=a\r\n\r\ncut") { Headers = { ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b") } })).Is(HttpStatusCode.BadRequest);
        Assert.NotEmpty((await desk.Admin.UploadAsync(new MultipartFormDataContent { { new StringContent("no file"), "text" } })).Is(HttpStatusCode.BadRequest).ErrorsAt("file"));
        Assert.NotEmpty((await desk.Admin.UploadAsync(Form(("a", [1], null)), "?type=secret")).Is(HttpStatusCode.BadRequest).ErrorsAt("type"));
    }

    [Fact]
    public async Task Programs_are_refused_where_the_operator_wants_none_whatever_they_are_called()
    {
        await using var strict = await fixture.Store.StartAsync(builder => builder.Configuration.AddInMemoryCollection([new("Files:BlockExecutables", "true")]));
        await strict.Admin.UploadedAsync();
        foreach (var (name, type, bytes) in ((string, string?, byte[])[])[("setup.exe", null, [1]), ("holiday.jpg", "image/jpeg", [.. "MZ"u8, 0, 0]), ("run", null, [.. "\u007FELF"u8, 0])])
        {
            (await strict.Admin.UploadAsync(Form((name, bytes, type)))).Is(HttpStatusCode.UnsupportedMediaType);
        }
    }

    [Fact]
    public async Task A_bomb_stays_packed()
    {
        using var bomb = new MemoryStream();
        using (var zip = new ZipArchive(bomb, ZipArchiveMode.Create, leaveOpen: true))
        {
            await using var entry = await zip.CreateEntry("zeros", CompressionLevel.SmallestSize).OpenAsync(Token);
            await entry.WriteAsync(new byte[64 * 1024 * 1024], Token);
        }

        var file = await desk.Admin.UploadedAsync("bomb.zip", bomb.ToArray(), "application/zip");
        Assert.Equal(bomb.Length, (long)file["size"]!);
        Assert.InRange(bomb.Length, 1, FileDesk.Most);
        Assert.Equal(bomb.ToArray(), await desk.Admin.GetByteArrayAsync(PathOf(file), Token));
        Assert.DoesNotContain(fixture.Contents, content => content.Length > FileDesk.Most);
    }

    [Fact]
    public async Task An_attachment_must_be_a_file_that_was_uploaded()
    {
        var thread = await desk.ThreadAsync();
        var file = await desk.Admin.UploadedAsync();
        var wrong = file.DeepClone().AsObject();
        wrong["url"] = ((string)file["url"]!).Replace("label.pdf", "other.pdf", StringComparison.Ordinal);
        foreach (var attachments in (JsonArray[])[new(wrong.DeepClone()), new(file.DeepClone(), wrong.DeepClone())])
        {
            var refused = (await desk.Admin.SayAsync(thread.Ticket, Threads.Note().With("attachments", attachments))).Is(HttpStatusCode.BadRequest);
            Assert.NotEmpty(refused.ErrorsAt($"attachments.{attachments.Count - 1}.url"));
        }

        var said = await desk.Admin.SaidAsync(thread.Ticket, Threads.Note());
        Assert.NotEmpty((await desk.Admin.PutJsonAsync($"/api/tickets/{thread.Ticket}/messages/{said["id"]}", new JsonObject { ["attachments"] = new JsonArray(wrong) })).Is(HttpStatusCode.BadRequest).ErrorsAt("attachments.0.url"));
        (await desk.Admin.PutJsonAsync($"/api/tickets/{thread.Ticket}/messages/{said["id"]}", new JsonObject { ["attachments"] = new JsonArray(file.DeepClone()) })).Is(HttpStatusCode.Accepted);
        // An address elsewhere is a link.
        var link = await desk.Admin.SaidAsync(thread.Ticket, Threads.Note().With("attachments", new JsonArray(new JsonObject { ["url"] = "https://files.store.example/a.pdf", ["name"] = "a.pdf", ["content_type"] = "application/pdf" })));
        Assert.Equal("https://files.store.example/a.pdf", (string?)link["attachments"]![0]!["url"]);
    }

    [Fact]
    [Trait("row", "N16")]
    public async Task An_upload_that_is_sent_again_under_its_key_happens_once()
    {
        async Task<Answer> SendAsync(string text)
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, "/api/upload")
            {
                Content = new StringContent($"--b\r\nContent-Disposition: form-data; name=f; filename=a.txt\r\n\r\n{text}\r\n--b--\r\n") { Headers = { ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b") } },
                Headers = { { "Idempotency-Key", "upload-1" } },
            };
            using var answer = await desk.Admin.SendAsync(message, Token);
            return new Answer(answer.StatusCode, await answer.Content.ReadAsStringAsync(Token), answer);
        }

        var first = (await SendAsync("once")).Is(HttpStatusCode.Created);
        var count = await CountAsync();
        Assert.Equal(first.Body, (await SendAsync("once")).Is(HttpStatusCode.Created).Body);
        Assert.Equal(count, await CountAsync());
        (await SendAsync("other")).Is(HttpStatusCode.Conflict);
        (await SendAsync(new string('x', (int)FileDesk.Most + 2_000_000))).Is(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    [Trait("row", "A17")]
    public async Task A_token_needs_the_scope_of_tickets_to_download()
    {
        var path = PathOf(await desk.Admin.UploadedAsync());
        var app = await desk.RegisterAsync("write:all");
        using var reader = await desk.AsAppAsync(app, Desk.AdminEmail, Scope.TicketsRead);
        (await reader.GetJsonAsync(path)).Is(HttpStatusCode.OK);
        using var other = await desk.AsAppAsync(app, Desk.AdminEmail, Scope.CustomersRead);
        Assert.Equal(Scope.TicketsRead, (string?)(await other.GetJsonAsync(path)).Is(HttpStatusCode.Forbidden)["error"]!["data"]!["required_scope"]);
    }

    private async Task<int> CountAsync() => await desk.InScopeAsync(services => Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<Data.DeskDb>(services)
        .SingleAsync($"select count(*)::int from files", row => row.GetInt32(0), Token));
}
