using Microsoft.AspNetCore.Http.Features;

namespace Antiphon.Http;

/// <summary>
/// Refuses bodies that are longer than a route takes so that the client learns of it. The web server would hang up while the client still sends, and most clients read no
/// answer before they have sent everything: they would be told of a broken connection. So the answer is sent at once, and what still comes is read and thrown away for a
/// while (RFC 9112, section 9.6). Contract page: files, 413.
/// </summary>
internal sealed class BodyLimitMiddleware(RequestDelegate next, TimeProvider clock)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public async Task InvokeAsync(HttpContext http)
    {
        // Below the limit the web server counts by itself.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is not { IsReadOnly: false, MaxRequestBodySize: { } most } size
            || http.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true } || http.Request.ContentLength <= most)
        {
            await next(http);
            return;
        }

        size.MaxRequestBodySize = null;
        var sent = http.Request.Body;
        http.Request.Body = new Measured(sent, http.Request.ContentLength ?? 0, most);
        try
        {
            await next(http);
        }
        catch (BadHttpRequestException e) when (e.StatusCode is StatusCodes.Status413PayloadTooLarge && !http.Response.HasStarted)
        {
            await ApiError.WriteAsync(http, e.StatusCode, ApiError.TooLarge, null, http.RequestAborted);
        }

        if (http.Response.StatusCode is StatusCodes.Status413PayloadTooLarge)
        {
            await http.Response.CompleteAsync();
            await HearOutAsync(sent, http);
        }
    }

    private async Task HearOutAsync(Stream body, HttpContext http)
    {
        using var late = new CancellationTokenSource(Longest, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, http.RequestAborted);
        try
        {
            await body.CopyToAsync(Stream.Null, either.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // Whoever still sends has had the time to read the answer.
            http.Abort();
        }
    }

    /// <summary>A body that ends with a 413 where it is too long, before the first byte where its length is told.</summary>
    private sealed class Measured(Stream body, long told, long most) : Stream
    {
        private long length = told;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Refuse();
            var count = await body.ReadAsync(buffer, cancellationToken);
            length += count;
            Refuse();
            return count;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        private void Refuse()
        {
            if (length > most)
            {
                throw new BadHttpRequestException(ApiError.TooLarge, StatusCodes.Status413PayloadTooLarge);
            }
        }
    }
}
