using Antiphon.Client.Transport;
using Antiphon.Contract;

namespace Antiphon.Client;

public sealed partial class AntiphonClient
{
    /// <summary>Saved filters over tickets and customers. See the page "Views".</summary>
    public ViewsClient Views => field ??= new(caller);
}

/// <summary>Saved filters over tickets and customers. Scopes <c>tickets:read</c> and <c>tickets:write</c>.</summary>
public sealed class ViewsClient
{
    private readonly Caller caller;

    internal ViewsClient(Caller caller) => this.caller = caller;

    /// <summary>Walks the views that the caller may see, page by page.</summary>
    /// <param name="query">Filter and order; newest first when null.</param>
    /// <param name="options">What is special about these calls.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>The views, fetched while they are enumerated.</returns>
    public Listing<ViewResource> ListAsync(ViewQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.List<ViewResource>("views", query, options, cancellationToken);

    /// <summary>Reads one page of views.</summary>
    /// <param name="query">Filter, order and cursor.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The page.</returns>
    /// <exception cref="AntiphonException">400 for an order or limit that is not allowed.</exception>
    public Task<Page<ViewResource>> ListPageAsync(ViewQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.PageAsync<ViewResource>("views", query, options, cancellationToken);

    /// <summary>Reads a view.</summary>
    /// <param name="id">The view.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The view.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist or is private to another user.</exception>
    public Task<ViewResource> GetAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<ViewResource>($"views/{id}", options, cancellationToken);

    /// <summary>Makes a view.</summary>
    /// <param name="request">Its filters, order and whom it is shared with.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The new view.</returns>
    /// <exception cref="AntiphonException">
    /// 400 when the filters cannot be read (the messages under <c>filters</c> name line and column), a field is invalid, or there are too many views: 500
    /// public and shared ones of an account, 20 private ones of a user.
    /// </exception>
    public Task<ViewResource> CreateAsync(CreateViewRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<CreateViewRequest, ViewResource>(HttpMethod.Post, "views", request, options, cancellationToken);

    /// <summary>Changes the members that are set in the request. New filters activate a view that was deactivated.</summary>
    /// <param name="id">The view.</param>
    /// <param name="request">What changes; null clears.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The changed view.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist or is private to another user, 400 as on creation.</exception>
    public Task<ViewResource> UpdateAsync(long id, UpdateViewRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<UpdateViewRequest, ViewResource>(HttpMethod.Put, $"views/{id}", request, options, cancellationToken);

    /// <summary>Deletes a view; its tickets stay.</summary>
    /// <param name="id">The view.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Completes when it is deleted.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist, 403 for a system view.</exception>
    public Task DeleteAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.DeleteAsync($"views/{id}", options, cancellationToken);
}

/// <summary>
/// Which views, in which order. <see cref="ListQuery.OrderBy"/> is <c>created_datetime:desc</c> (the default) or <c>created_datetime:asc</c>.
/// </summary>
public sealed record ViewQuery : ListQuery
{
    /// <summary>One of <see cref="ViewWords.Categories"/>.</summary>
    public string? Category { get; init; }

    internal override void WriteFilters(QueryText query) => query.Add("category", Category);
}
