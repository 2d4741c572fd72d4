using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Files;

/// <summary>A client that sends all it has before it reads the answer, as most do, learns that it was too much.</summary>
[Trait("row", "A18")]
public sealed class TooLongBodyTests(FileDesk files) : IClassFixture<FileDesk>
{
    // More than the buffers of the system hold on both sides, so that it arrives only if the server reads on.
    private const int Much = 40_000_000;

    private static readonly byte[] Piece = new byte[1_000_000];

    private readonly Desk desk = files.Desk;

    [Theory]
    [InlineData("/api/upload", true, false)]
    [InlineData("/api/upload", true, true)]
    [InlineData("/api/upload", false, false)]
    [InlineData("/api/upload", false, true)]
    [InlineData("/api/tickets", true, false)]
    [InlineData("/api/tickets", false, true)]
    public async Task Whoever_sends_too_much_can_send_it_all_and_is_told(string path, bool isLengthTold, bool hasKey)
    {
        var token = TestContext.Current.CancellationToken;
        var start = path.EndsWith("upload", StringComparison.Ordinal) ? "--b\r\nContent-Disposition: form-data; name=f; filename=a.bin\r\n\r\n" : "{\"subject\": \"";
        using var client = new TcpClient();
        await client.ConnectAsync(desk.Address.Host, desk.Address.Port, token);
        await using var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"""
                POST {path} HTTP/1.1
                Host: {desk.Address.Authority}
                Authorization: {desk.Admin.DefaultRequestHeaders.Authorization}
                Content-Type: {(start[0] is '-' ? "multipart/form-data; boundary=b" : "application/json")}
                {(isLengthTold ? string.Create(CultureInfo.InvariantCulture, $"Content-Length: {start.Length + Much}") : "Transfer-Encoding: chunked")}{(hasKey ? $"\nIdempotency-Key: {Guid.NewGuid()}" : "")}


                """.ReplaceLineEndings("\r\n")),
            token);
        await SendAsync(Encoding.ASCII.GetBytes(start));
        for (var sent = 0; sent < Much; sent += Piece.Length)
        {
            await SendAsync(Piece);
        }

        if (!isLengthTold)
        {
            await SendAsync([]);
        }

        using var reader = new StreamReader(stream, Encoding.ASCII);
        Assert.Equal("HTTP/1.1 413 Payload Too Large", await reader.ReadLineAsync(token));
        string? line;
        do
        {
            line = await reader.ReadLineAsync(token);
        }
        while (!string.IsNullOrEmpty(line));
        var buffer = new char[9];
        await reader.ReadBlockAsync(buffer, token);
        Assert.Equal("{\"error\":", new string(buffer));

        async Task SendAsync(byte[] bytes)
        {
            if (!isLengthTold)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"{bytes.Length:x}\r\n"), token);
            }

            await stream.WriteAsync(bytes, token);
            if (!isLengthTold)
            {
                await stream.WriteAsync("\r\n"u8.ToArray(), token);
            }
        }
    }
}
