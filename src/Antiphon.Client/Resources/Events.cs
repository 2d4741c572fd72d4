using Antiphon.Client.Transport;
using Antiphon.Contract;

namespace Antiphon.Client;

public sealed partial class AntiphonClient
{
    /// <summary>The record of what happened. See the page "Events".</summary>
    public EventsClient Events => field ??= new(caller);
}

/// <summary>The record of what happened, kept for 12 months. Read-only. Scope <c>events:read</c>.</summary>
public sealed class EventsClient
{
    private readonly Caller caller;

    internal EventsClient(Caller caller) => this.caller = caller;

    /// <summary>Walks events, page by page.</summary>
    /// <param name="query">Filter and order; all events, newest first, when null.</param>
    /// <param name="options">What is special about these calls.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>The events, fetched while they are enumerated.</returns>
    public Listing<EventResource> ListAsync(EventQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.List<EventResource>("events", query, options, cancellationToken);

    /// <summary>Reads one page of events.</summary>
    /// <param name="query">Filter, order and cursor.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The page.</returns>
    /// <exception cref="AntiphonException">400 for an unknown type, or an object type without an object id.</exception>
    public Task<Page<EventResource>> ListPageAsync(EventQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.PageAsync<EventResource>("events", query, options, cancellationToken);

    /// <summary>Reads an event.</summary>
    /// <param name="id">The event.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The event.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist or is no longer kept.</exception>
    public Task<EventResource> GetAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<EventResource>($"events/{id}", options, cancellationToken);
}

/// <summary>
/// Which events, in which order. <see cref="ListQuery.OrderBy"/> is <c>created_datetime:desc</c> (the default) or <c>created_datetime:asc</c>. A poller
/// asks from its last time on (<see cref="From"/>) and leaves out the ids that it has seen.
/// </summary>
public sealed record EventQuery : ListQuery
{
    /// <summary>One of <see cref="EventObject"/>, together with <see cref="ObjectId"/>.</summary>
    public string? ObjectType { get; init; }

    /// <summary>The object that the events are about.</summary>
    public long? ObjectId { get; init; }

    /// <summary>Any of these types, of <see cref="EventType"/>.</summary>
    public IReadOnlyList<string>? Types { get; init; }

    /// <summary>What any of these users did.</summary>
    public IReadOnlyList<long>? UserIds { get; init; }

    /// <summary>At this time or later (<c>created_datetime[gte]</c>).</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Later than this time (<c>created_datetime[gt]</c>).</summary>
    public DateTimeOffset? After { get; init; }

    /// <summary>At this time or earlier (<c>created_datetime[lte]</c>).</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Earlier than this time (<c>created_datetime[lt]</c>).</summary>
    public DateTimeOffset? Before { get; init; }

    internal override void WriteFilters(QueryText query) => query
        .Add("object_type", ObjectType)
        .Add("object_id", ObjectId)
        .AddAll("types", Types)
        .AddAll("user_ids", UserIds)
        .Add("created_datetime[gte]", From)
        .Add("created_datetime[gt]", After)
        .Add("created_datetime[lte]", Until)
        .Add("created_datetime[lt]", Before);
}
