using System.Security.Cryptography;
using Antiphon.Files;
using Antiphon.Files.Storing;
using Antiphon.Files.Storing.S3;
using Microsoft.Extensions.Options;

namespace Antiphon.ApiTests.Files.Storing;

/// <summary>Contents in a bucket, without a desk around them.</summary>
[Trait("row", "B43")]
public sealed class S3StoreTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("antiphon-incoming-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(S3Store.PartBytes)]
    [InlineData((5 * S3Store.PartBytes) + 1)]
    public async Task A_content_comes_back_whole_and_from_any_place_however_often_it_is_stored(long size)
    {
        using var store = Store((await S3Server.SharedAsync()).Settings($"sizes/{size}/"));
        var (key, bytes) = (Key(size), await MadeAsync(size));
        await store.PutAsync(key, Written(bytes), Token);
        await store.PutAsync(key, Written(bytes), Token);

        await using var content = await store.OpenAsync(key, Token);
        Assert.Equal((true, size), (content!.CanSeek, content.Length));
        Assert.Equal(SHA256.HashData(bytes), await SHA256.HashDataAsync(content, Token));
        foreach (var from in (long[])[0, size / 2, Math.Max(0, size - 3), size / 3])
        {
            content.Seek(from, SeekOrigin.Begin);
            var part = new byte[Math.Min(1000, size - from)];
            await content.ReadExactlyAsync(part, Token);
            Assert.Equal(bytes.AsSpan((int)from, part.Length).ToArray(), part);
            Assert.Equal(from + part.Length, content.Position);
        }

        content.Seek(0, SeekOrigin.End);
        Assert.Equal(0, await content.ReadAsync(new byte[1], Token));
        Assert.Single(S3Server.Shared!.Objects($"sizes/{size}"));
    }

    [Fact]
    public async Task What_is_not_there_is_no_stream_and_is_deleted_without_an_error()
    {
        using var store = Store((await S3Server.SharedAsync()).Settings("missing"));
        var key = Key(1);
        Assert.Null(await store.OpenAsync(key, Token));
        await store.DeleteAsync(key, Token);
        await store.PutAsync(key, Written([1]), Token);
        await using (var content = await store.OpenAsync(key, Token))
        {
            Assert.NotNull(content);
        }

        await store.DeleteAsync(key, Token);
        await store.DeleteAsync(key, Token);
        Assert.Null(await store.OpenAsync(key, Token));
        await store.CheckAsync(Token);
    }

    [Fact]
    public async Task A_read_that_breaks_off_goes_on_from_its_place_unless_the_store_only_breaks_off()
    {
        var bytes = await MadeAsync(3_000_000);
        await using var server = await BrokenStore.StartAsync(bytes);
        using var store = Store(server.Settings);
        await using (var content = await store.OpenAsync(Key(3), Token))
        {
            // Of each piece half comes before the connection is gone.
            server.Breaks = 2;
            Assert.Equal(SHA256.HashData(bytes), await SHA256.HashDataAsync(content!, Token));
            Assert.Equal(["bytes=0-2999999", "bytes=1500000-2999999", "bytes=2250000-2999999"], server.Ranges);
        }

        server.Breaks = int.MaxValue;
        await using var lost = await store.OpenAsync(Key(3), Token);
        await Assert.ThrowsAsync<FileStoreException>(() => SHA256.HashDataAsync(lost!, Token).AsTask());
    }

    [Fact]
    public async Task A_part_that_is_refused_ends_the_upload_and_its_other_parts_are_given_up()
    {
        await using var server = await BrokenStore.StartAsync([]);
        using var store = Store(server.Settings);
        var refused = await Assert.ThrowsAsync<FileStoreException>(async () => await store.PutAsync(Key(4), Written(await MadeAsync(2 * S3Store.PartBytes)), Token));
        Assert.Equal("The file store refuses: AccessDenied (403).", refused.Message);
        Assert.True(server.IsGivenUp);
        Assert.False(server.IsComplete);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static ContentKey Key(long what) => new(7, SHA256.HashData(BitConverter.GetBytes(what)));

    private static async Task<byte[]> MadeAsync(long size)
    {
        var bytes = new byte[size];
        await using var made = new MadeBytes(size);
        await made.ReadExactlyAsync(bytes, Token);
        return bytes;
    }

    private string Written(byte[] bytes)
    {
        var path = Path.Combine(folder.FullName, Path.GetRandomFileName());
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private S3Store Store((string Name, string Value)[] settings)
    {
        var of = settings.ToDictionary(setting => setting.Name.Split(':')[2], setting => setting.Value, StringComparer.Ordinal);
        return new S3Store(
            Options.Create(new FilesOptions { Directory = folder.FullName }),
            Options.Create(new S3Options { Endpoint = of["Endpoint"], Bucket = of["Bucket"], Prefix = of["Prefix"], AccessKey = of["AccessKey"], SecretKey = of["SecretKey"] }));
    }
}
