using System.Net.Http.Headers;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Files;

/// <summary>Uploads as clients send them, and as they should not.</summary>
internal static class Uploads
{
    public static async Task<Answer> UploadAsync(this HttpClient caller, HttpContent content, string query = "")
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "/api/upload" + query) { Content = content };
        var answer = await caller.SendAsync(message, TestContext.Current.CancellationToken);
        return new Answer(answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), answer);
    }

    public static MultipartFormDataContent Form(params (string Name, byte[] Bytes, string? Type)[] files)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, bytes, type) in files)
        {
            var part = new ByteArrayContent(bytes);
            part.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "file", FileName = $"\"{name}\"" };
            if (type is not null)
            {
                part.Headers.TryAddWithoutValidation("Content-Type", type);
            }

            form.Add(part);
        }

        return form;
    }

    /// <summary>One uploaded file as it was answered.</summary>
    public static async Task<System.Text.Json.Nodes.JsonObject> UploadedAsync(this HttpClient caller, string name = "label.pdf", byte[]? bytes = null, string? type = "application/pdf", string query = "") =>
        (await caller.UploadAsync(Form((name, bytes ?? "%PDF-1.7"u8.ToArray(), type)), query)).Is(System.Net.HttpStatusCode.Created).Json[0]!.DeepClone().AsObject();

    /// <summary>The path of a file's address, whichever host the caller came by.</summary>
    public static string PathOf(System.Text.Json.Nodes.JsonNode file) => new Uri((string)file["url"]!).AbsolutePath;
}

/// <summary>As many bytes as are wanted, made as they are read: the same place always holds the same byte.</summary>
internal sealed class MadeBytes(long length) : Stream
{
    private long at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get => at; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, length - at);
        for (var i = 0; i < count; i++)
        {
            buffer[i] = (byte)((at + i) * 31 >> 7);
        }

        at += count;
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
