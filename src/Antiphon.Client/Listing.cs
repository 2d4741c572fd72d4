using System.Runtime.CompilerServices;

namespace Antiphon.Client;

/// <summary>
/// All items of a list, fetched page by page while they are enumerated. Enumerating twice asks twice. Nothing is fetched ahead, so leaving the loop
/// early costs no further request.
/// </summary>
/// <typeparam name="T">What is listed.</typeparam>
public sealed class Listing<T> : IAsyncEnumerable<T>
{
    private readonly Func<string?, CancellationToken, Task<Page<T>>> fetch;
    private readonly string? start;
    private readonly CancellationToken outer;

    internal Listing(Func<string?, CancellationToken, Task<Page<T>>> fetch, string? start, CancellationToken cancellationToken)
    {
        this.fetch = fetch;
        this.start = start;
        outer = cancellationToken;
    }

    /// <summary>The same walk in whole pages. A job stores <see cref="Page{T}.NextCursor"/> after each page, to go on from there after a restart.</summary>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>At least one page.</returns>
    public async IAsyncEnumerable<Page<T>> AsPages([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(outer, cancellationToken);
        var cursor = start;
        while (true)
        {
            var page = await fetch(cursor, both.Token);
            yield return page;
            if (page.NextCursor is null)
            {
                yield break;
            }

            if (page.NextCursor == cursor)
            {
                throw new AntiphonException($"The walk does not advance: the page after the cursor {cursor} names the same cursor again.");
            }

            cursor = page.NextCursor;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        await foreach (var page in AsPages(cancellationToken))
        {
            foreach (var item in page.Data)
            {
                yield return item;
            }
        }
    }
}
