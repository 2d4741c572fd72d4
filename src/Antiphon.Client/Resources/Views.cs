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

    /// <summary>Walks the tickets of a view, page by page. A view that was deactivated has none.</summary>
    /// <param name="id">A view of tickets.</param>
    /// <param name="query">The order; the view's own when null.</param>
    /// <param name="options">What is special about these calls.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>The tickets, fetched while they are enumerated.</returns>
    public Listing<TicketCompactResource> ListItemsAsync(long id, ViewItemsQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.List<TicketCompactResource>($"views/{id}/items", query, options, cancellationToken);

    /// <summary>Reads one page of a view's tickets.</summary>
    /// <param name="id">A view of tickets.</param>
    /// <param name="query">Order and cursor.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The page.</returns>
    /// <exception cref="AntiphonException">404 when the view does not exist or is private to another user.</exception>
    public Task<Page<TicketCompactResource>> ListItemsPageAsync(
        long id, ViewItemsQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.PageAsync<TicketCompactResource>($"views/{id}/items", query, options, cancellationToken);

    /// <summary>Walks the customers of a view of customers, page by page.</summary>
    /// <param name="id">A view of customers.</param>
    /// <param name="query">The order; the view's own when null.</param>
    /// <param name="options">What is special about these calls.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>The customers, fetched while they are enumerated.</returns>
    public Listing<ListedCustomerResource> ListCustomersAsync(long id, ViewItemsQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.List<ListedCustomerResource>($"views/{id}/items", query, options, cancellationToken);

    /// <summary>
    /// Reads one page of the tickets that match a filter and a search which nobody saved. With <see cref="UpdateViewRequest.Search"/> and no order the best
    /// matches come first.
    /// </summary>
    /// <param name="view">Filters, search and order.</param>
    /// <param name="query">The cursor of a further page.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The page; <see cref="ViewItemsMeta.NextCursor"/> leads to the next.</returns>
    /// <exception cref="AntiphonException">400 when the filters cannot be read; the messages under <c>view.filters</c> name line and column.</exception>
    public Task<ViewItemsResource<TicketCompactResource>> SearchTicketsAsync(
        UpdateViewRequest view, ViewItemsQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<ViewItemsRequest, ViewItemsResource<TicketCompactResource>>(HttpMethod.Put, "views/0/items" + query?.ToQueryText(), new(view), options, cancellationToken);

    /// <summary>Counts the items of views, each to a thousand. An addition of Antiphon.</summary>
    /// <param name="ids">At most 100 views; those that the caller may not see are left out. All of the first 100 when null.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The counts.</returns>
    public async Task<IReadOnlyList<ViewCountResource>> CountAsync(IReadOnlyList<long>? ids = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        (await caller.PageAsync<ViewCountResource>("views/counts" + new QueryText().AddAll("ids", ids), null, options, cancellationToken)).Data;
}

/// <summary>Which page of a view's items. <see cref="ListQuery.OrderBy"/> is an attribute of <see cref="ViewWords.OrderAttributes"/> with <c>:asc</c> or <c>:desc</c>.</summary>
public sealed record ViewItemsQuery : ListQuery
{
    /// <summary><c>next</c> or <c>prev</c>, from the cursor on.</summary>
    public string? Direction { get; init; }

    /// <summary>An item to leave out, such as the one that was just closed.</summary>
    public long? IgnoredItem { get; init; }

    internal override void WriteFilters(QueryText query) => query.Add("direction", Direction).Add("ignored_item", IgnoredItem);
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
