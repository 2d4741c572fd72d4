
namespace Antiphon.Client.Transport;

/// <summary>One call, as often as it has to be sent.</summary>
internal sealed record ApiRequest(HttpMethod Method, string Path)
{
    /// <summary>Makes the body anew for each attempt.</summary>
    public Func<HttpContent>? Content { get; init; }

    /// <summary>A POST that only reads, such as a search.</summary>
    public bool OnlyReads { get; init; }

    /// <summary>The body is handed out as a stream, and a 302 leads to a storage host.</summary>
    public bool IsDownload { get; init; }

    /// <summary>The version that the caller knows.</summary>
    public string? IfNoneMatch { get; init; }

    public RequestOptions Options { get; init; } = new();

    public bool IsIdempotent => OnlyReads || Method != HttpMethod.Post;

    // The query may hold an address or a name, which does not belong into a log.
    public string Operation => $"{Method} {Path.Split('?')[0]}";
}
