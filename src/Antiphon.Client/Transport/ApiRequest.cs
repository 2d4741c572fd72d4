
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

    /// <summary>The body is a stream of events without an end.</summary>
    public bool IsEventStream { get; init; }

    /// <summary>The last event of a stream that the caller knows.</summary>
    public long? LastEventId { get; init; }

    /// <summary>Whether a success is handed out before its body has come.</summary>
    public bool StaysOpen => IsDownload || IsEventStream;

    /// <summary>The query holds what the original does not know, which a server takes only from a caller who says so.</summary>
    public bool AsksForExtensions { get; init; }

    /// <summary>The version that the caller knows.</summary>
    public string? IfNoneMatch { get; init; }

    public RequestOptions Options { get; init; } = new();

    public bool IsIdempotent => OnlyReads || Method != HttpMethod.Post;

    // The query may hold an address or a name, which does not belong into a log.
    public string Operation => $"{Method} {Path.Split('?')[0]}";
}
