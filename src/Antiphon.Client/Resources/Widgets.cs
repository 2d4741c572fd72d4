using Antiphon.Client.Transport;
using Antiphon.Contract;

namespace Antiphon.Client;

public sealed partial class AntiphonClient
{
    /// <summary>What is drawn beside a ticket. See the page "Widgets".</summary>
    public WidgetsClient Widgets => field ??= new(caller);
}

/// <summary>How data of integrations, customers and apps are drawn beside a ticket. Scopes <c>integrations:read</c> and <c>integrations:write</c>; only admins write.</summary>
public sealed class WidgetsClient
{
    private readonly Caller caller;

    internal WidgetsClient(Caller caller) => this.caller = caller;

    /// <summary>Walks all widgets, page by page.</summary>
    /// <param name="query">Filter and order; all widgets, newest first, when null.</param>
    /// <param name="options">What is special about these calls.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>The widgets, fetched while they are enumerated.</returns>
    public Listing<WidgetResource> ListAsync(WidgetQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.List<WidgetResource>("widgets", query, options, cancellationToken);

    /// <summary>Reads one page of widgets.</summary>
    /// <param name="query">Filter, order and cursor.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The page.</returns>
    /// <exception cref="AntiphonException">400 for an order or a limit that is not allowed.</exception>
    public Task<Page<WidgetResource>> ListPageAsync(WidgetQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.PageAsync<WidgetResource>("widgets", query, options, cancellationToken);

    /// <summary>Reads a widget.</summary>
    /// <param name="id">The widget.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The widget.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public Task<WidgetResource> GetAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<WidgetResource>($"widgets/{id}", options, cancellationToken);

    /// <summary>Makes a widget.</summary>
    /// <param name="request">Where its data come from and how they are drawn.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The new widget.</returns>
    /// <exception cref="AntiphonException">400 when a field is invalid, such as a template whose root is no wrapper or an integration that does not exist.</exception>
    public Task<WidgetResource> CreateAsync(CreateWidgetRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<CreateWidgetRequest, WidgetResource>(HttpMethod.Post, "widgets", request, options, cancellationToken);

    /// <summary>Changes the members that are set in the request. A template replaces the whole one.</summary>
    /// <param name="id">The widget.</param>
    /// <param name="request">What changes.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The changed widget.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist, 400 when a field is invalid.</exception>
    public Task<WidgetResource> UpdateAsync(long id, UpdateWidgetRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<UpdateWidgetRequest, WidgetResource>(HttpMethod.Put, $"widgets/{id}", request, options, cancellationToken);

    /// <summary>Deletes a widget for good.</summary>
    /// <param name="id">The widget.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Completes when it is deleted.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public Task DeleteAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.DeleteAsync($"widgets/{id}", options, cancellationToken);
}

/// <summary>
/// Which widgets, in which order. <see cref="ListQuery.OrderBy"/> is one of <c>created_datetime:desc</c> (the default), <c>created_datetime:asc</c>,
/// <c>order:asc</c> and <c>order:desc</c>.
/// </summary>
public sealed record WidgetQuery : ListQuery
{
    /// <summary>Those that show what this integration answers.</summary>
    public long? IntegrationId { get; init; }

    /// <summary>Those that show what this app keeps.</summary>
    public string? AppId { get; init; }

    internal override void WriteFilters(QueryText query) => query.Add("integration_id", IntegrationId).Add("app_id", AppId);
}
