using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Files;

/// <summary>
/// A file that is larger than what the server may use of memory, in and out. ANTIPHON_UPLOAD_BYTES says how large; without it 200 MB.
/// </summary>
[Trait("row", "B43")]
[UnsupportedOSPlatform("windows")]
public sealed class LargeUploadTests
{
    private const long MostExtra = 64 * 1024 * 1024;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_large_file_streams_in_and_out_with_little_memory(bool toBucket)
    {
        var store = toBucket ? TestStore.Bucket : TestStore.Folder;
        var token = TestContext.Current.CancellationToken;
        var size = long.Parse(Environment.GetEnvironmentVariable("ANTIPHON_UPLOAD_BYTES") ?? "200000000", CultureInfo.InvariantCulture);
        await using var desk = await store.StartAsync();
        await using var node = await NodeProcess.StartAsync(desk.ConnectionString, [("Files:MaxBytes", $"{size}"), .. await store.SettingsAsync(desk.ConnectionString)]);
        using var caller = node.Caller(desk.Admin);
        caller.Timeout = TimeSpan.FromMinutes(20);
        await caller.UploadedAsync(bytes: new byte[1024 * 1024]);
        var before = node.RestartPeak();

        using var form = new MultipartFormDataContent();
        form.Add(new StreamContent(new MadeBytes(size), 128 * 1024) { Headers = { ContentType = new MediaTypeHeaderValue("video/mp4") } }, "file", "film.mp4");
        var file = (await caller.UploadAsync(form)).Is(HttpStatusCode.Created).Json[0]!;
        Assert.Equal(size, (long)file["size"]!);
        await using var content = await caller.GetStreamAsync(Uploads.PathOf(file), token);
        var came = await SHA256.HashDataAsync(content, token);
        var extra = node.Peak() - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"{size} bytes in and out: {extra} bytes of memory more than before");
        Assert.InRange(extra, long.MinValue, MostExtra);
        using var made = new MadeBytes(size);
        Assert.Equal(await SHA256.HashDataAsync(made, token), came);
    }
}
