using System.Runtime.CompilerServices;
using Antiphon.Client.Transport;
using Antiphon.Contract;

namespace Antiphon.Client;

public sealed partial class AntiphonClient
{
    /// <summary>The change feed. Antiphon only: Gorgias has none.</summary>
    public ChangesClient Changes => field ??= new(caller);
}

/// <summary>
/// The change feed: which objects were made, changed, deleted and merged, in an order in which nothing appears behind a reader's back. Antiphon only.
/// A mirror stores the position (<see cref="ChangesResource.Next"/>) in the transaction that applies the changes, and goes on from there.
/// </summary>
/// <example>
/// <code>
/// var position = await client.Changes.GetPositionAsync();
/// // read the lists into the mirror, then follow what has changed since
/// await foreach (var change in client.Changes.FollowAsync(position, new() { WithObjects = true }))
/// {
///     // apply the change and store change.Sequence, in one transaction
/// }
/// </code>
/// </example>
public sealed class ChangesClient
{
    // The server waits up to 30 seconds for a change, and then the caller would have to ask again.
    private const int Wait = 25;

    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(15);

    private readonly Caller caller;

    internal ChangesClient(Caller caller) => this.caller = caller;

    /// <summary>The present position: everything that was there before is at or below it. A new mirror asks for it, reads the lists, and goes on from it.</summary>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What to ask with next.</returns>
    public async Task<long> GetPositionAsync(RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        (await caller.GetAsync<ChangesResource>("changes", options, cancellationToken)).Next;

    /// <summary>Reads the changes behind a position.</summary>
    /// <param name="after">The position: <see cref="ChangesResource.Next"/> of the answer before; 0 for all changes that are kept.</param>
    /// <param name="query">Filters and size; all kinds when null.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The changes and the next position.</returns>
    /// <exception cref="AntiphonException">
    /// 410 (<see cref="AntiphonException.IsGone"/>) when changes after the position are no longer kept: read the lists anew.
    /// </exception>
    public Task<ChangesResource> ReadAsync(long after, ChangeQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<ChangesResource>("changes" + (query ?? new()).ToQueryText(after, null), options, cancellationToken);

    /// <summary>
    /// Follows the changes behind a position for as long as it is enumerated: first those that are there, then each as it comes. Lost connections and servers
    /// that restart are survived as often as the client repeats calls; nothing is left out and nothing comes twice.
    /// </summary>
    /// <param name="after">The position, as of <see cref="ReadAsync"/>.</param>
    /// <param name="query">Filters; all kinds when null.</param>
    /// <param name="options">What is special about these calls.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The changes, by rising sequence.</returns>
    /// <exception cref="AntiphonException">410 when changes after the position are no longer kept, or the server cannot be reached any more.</exception>
    public async IAsyncEnumerable<ChangeResource> FollowAsync(
        long after, ChangeQuery? query = null, RequestOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        query ??= new();
        var patient = (options ?? new()) with { AttemptTimeout = options?.AttemptTimeout ?? (TimeSpan.FromSeconds(Wait) + Margin) };
        while (true)
        {
            var page = await caller.GetAsync<ChangesResource>("changes" + query.ToQueryText(after, Wait), patient, cancellationToken);
            foreach (var change in page.Data)
            {
                yield return change;
            }

            after = page.Next;
        }
    }
}

/// <summary>Which changes of the feed.</summary>
public sealed record ChangeQuery
{
    /// <summary>What happened, of <see cref="ChangeType"/>; everything when null.</summary>
    public IReadOnlyList<string>? Types { get; init; }

    /// <summary>To which kinds of objects, of <see cref="ChangeObject"/>; all when null.</summary>
    public IReadOnlyList<string>? ObjectTypes { get; init; }

    /// <summary>Whether each change brings its object as it is now.</summary>
    public bool WithObjects { get; init; }

    /// <summary>Changes of an answer: 100 when null; 1,000 at most, with objects 100.</summary>
    public int? Limit { get; init; }

    internal string ToQueryText(long after, long? wait) => new QueryText()
        .Add("after", after)
        .Add("limit", Limit)
        .AddAll("types", Types)
        .AddAll("object_types", ObjectTypes)
        .Add("include", WithObjects ? "object" : null)
        .Add("wait", wait)
        .ToString();
}
