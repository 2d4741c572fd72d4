using Antiphon.Client.Transport;

namespace Antiphon.Client;

/// <summary>An open download. Dispose it when the content is read, or the connection stays taken.</summary>
public sealed class Download : IDisposable
{
    private readonly HttpResponseMessage response;

    private Download(HttpResponseMessage response, Stream content)
    {
        this.response = response;
        Content = content;
    }

    /// <summary>The bytes, read from the network as they are asked for.</summary>
    public Stream Content { get; }

    /// <summary>The media type, if the server names it.</summary>
    public string? ContentType => response.Content.Headers.ContentType?.ToString();

    /// <summary>The length in bytes, if the server names it.</summary>
    public long? Length => response.Content.Headers.ContentLength;

    /// <summary>The name for saving, if the server names it. It is the sender's text: never use it as a path.</summary>
    public string? FileName
    {
        get
        {
            var disposition = response.Content.Headers.ContentDisposition;
            return disposition?.FileNameStar ?? disposition?.FileName?.Trim('"');
        }
    }

    /// <summary>Gives the connection back.</summary>
    public void Dispose()
    {
        Content.Dispose();
        response.Dispose();
    }

    internal static async Task<Download> OpenAsync(ApiResponse response, CancellationToken cancellationToken)
    {
        var open = response.Open ?? throw new InvalidOperationException("Not a download.");
        return new(open, await open.Content.ReadAsStreamAsync(cancellationToken));
    }
}
