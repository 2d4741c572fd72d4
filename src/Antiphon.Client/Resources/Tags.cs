using Antiphon.Client.Transport;
using Antiphon.Contract;

namespace Antiphon.Client;

public sealed partial class AntiphonClient
{
    /// <summary>The labels of the account. See the page "Tags and ticket tags".</summary>
    public TagsClient Tags => field ??= new(caller);
}

/// <summary>The labels of the account. Names are case-sensitive and unique. Scopes <c>tags:read</c> and <c>tags:write</c>.</summary>
public sealed class TagsClient
{
    private readonly Caller caller;

    internal TagsClient(Caller caller) => this.caller = caller;

    /// <summary>Walks all tags, page by page.</summary>
    /// <param name="query">Filter and order; all tags, newest first, when null.</param>
    /// <param name="options">What is special about these calls.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>The tags, fetched while they are enumerated.</returns>
    public Listing<TagResource> ListAsync(TagQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.List<TagResource>("tags", query, options, cancellationToken);

    /// <summary>Reads one page of tags.</summary>
    /// <param name="query">Filter, order and cursor.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The page.</returns>
    /// <exception cref="AntiphonException">400 for an order or a limit that is not allowed.</exception>
    public Task<Page<TagResource>> ListPageAsync(TagQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.PageAsync<TagResource>("tags", query, options, cancellationToken);

    /// <summary>Reads a tag.</summary>
    /// <param name="id">The tag.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The tag.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public Task<TagResource> GetAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<TagResource>($"tags/{id}", options, cancellationToken);

    /// <summary>Reads a tag if it is not the version that the caller knows.</summary>
    /// <param name="id">The tag.</param>
    /// <param name="eTag">The known version; null reads in any case and tells the version.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The tag with its version, or that it has not changed.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public Task<Conditional<TagResource>> GetIfChangedAsync(long id, string? eTag, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetIfChangedAsync<TagResource>($"tags/{id}", eTag, options, cancellationToken);

    /// <summary>Makes a tag.</summary>
    /// <param name="request">Its name, 1 to 256 characters, and what else it has.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The new tag.</returns>
    /// <exception cref="AntiphonException">409 when the name is in use, 400 when a field is invalid.</exception>
    public Task<TagResource> CreateAsync(CreateTagRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<CreateTagRequest, TagResource>(HttpMethod.Post, "tags", request, options, cancellationToken);

    /// <summary>Changes the members that are set in the request. A new name keeps all tickets.</summary>
    /// <param name="id">The tag.</param>
    /// <param name="request">What changes.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The changed tag.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist, 409 when the new name is in use, 400 when a field is invalid.</exception>
    public Task<TagResource> UpdateAsync(long id, UpdateTagRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<UpdateTagRequest, TagResource>(HttpMethod.Put, $"tags/{id}", request, options, cancellationToken);

    /// <summary>Deletes a tag and takes it off all tickets. Views that use it are deactivated.</summary>
    /// <param name="id">The tag.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Completes when it is deleted.</returns>
    /// <exception cref="AntiphonException">409 while a macro or rule uses it, 404 when it does not exist.</exception>
    public Task DeleteAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.DeleteAsync($"tags/{id}", options, cancellationToken);

    /// <summary>Deletes several tags, or none if one of them is in use by a macro or rule.</summary>
    /// <param name="ids">At least one tag.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Completes when they are deleted.</returns>
    /// <exception cref="AntiphonException">409 while a macro or rule uses one of them, 400 for an empty list.</exception>
    public Task DeleteAsync(IReadOnlyList<long> ids, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync(HttpMethod.Delete, "tags", new BulkDeleteRequest(ids), options, cancellationToken);

    /// <summary>Lets tags vanish into another: their tickets get the destination, and they are deleted.</summary>
    /// <param name="destinationId">The tag that stays.</param>
    /// <param name="sourceIds">The tags that vanish; at least one, and not the destination.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The destination.</returns>
    /// <exception cref="AntiphonException">404 when one of them does not exist, 400 for an empty list or the destination among the sources.</exception>
    public Task<TagResource> MergeAsync(
        long destinationId, IReadOnlyList<long> sourceIds, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<MergeTagsRequest, TagResource>(HttpMethod.Put, $"tags/{destinationId}/merge", new(sourceIds), options, cancellationToken);
}

/// <summary>
/// Which tags, in which order. <see cref="ListQuery.OrderBy"/> is one of <c>created_datetime:desc</c> (the default), <c>created_datetime:asc</c>,
/// <c>name:asc</c>, <c>name:desc</c>, <c>usage:asc,name:asc</c> and <c>usage:desc,name:desc</c>.
/// </summary>
public sealed record TagQuery : ListQuery
{
    /// <summary>A part of the name, in any case.</summary>
    public string? Search { get; init; }

    /// <summary>When they were made. Antiphon only.</summary>
    public TimeRange? Created { get; init; }

    internal override void WriteFilters(QueryText query) => query.Add("search", Search).Add("created_datetime", Created);
}
