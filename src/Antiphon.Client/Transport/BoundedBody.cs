namespace Antiphon.Client.Transport;

/// <summary>Reads a body into memory, up to a bound.</summary>
internal static class BoundedBody
{
    /// <summary>The first bytes of the body, and whether that is all of it.</summary>
    public static async Task<(ReadOnlyMemory<byte> Bytes, bool IsWhole)> ReadAsync(HttpContent content, int bound, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[Math.Clamp(content.Headers.ContentLength ?? 4096, 1, bound)];
        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                if (length == bound)
                {
                    return (buffer, await IsAtEndAsync(stream, cancellationToken));
                }

                // A body of the announced length needs no larger buffer, only the look at its end.
                var next = new byte[1];
                if (await stream.ReadAsync(next, cancellationToken) == 0)
                {
                    return (buffer, true);
                }

                Array.Resize(ref buffer, (int)Math.Min((long)length * 2, bound));
                buffer[length++] = next[0];
                continue;
            }

            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                return (buffer.AsMemory(0, length), true);
            }

            length += read;
        }
    }

    private static async Task<bool> IsAtEndAsync(Stream stream, CancellationToken cancellationToken) => await stream.ReadAsync(new byte[1], cancellationToken) == 0;
}
