using Antiphon.Client.Transport;
using Antiphon.Contract;

namespace Antiphon.Client;

public sealed partial class AntiphonClient
{
    /// <summary>The conversations with customers. See the page "Tickets".</summary>
    public TicketsClient Tickets => field ??= new(caller);
}

/// <summary>
/// The conversations with customers. Calls to a ticket that was merged into another reach the survivor. Scopes <c>tickets:read</c> and
/// <c>tickets:write</c>.
/// </summary>
public sealed class TicketsClient
{
    private readonly Caller caller;

    internal TicketsClient(Caller caller) => this.caller = caller;

    /// <summary>The labels of single tickets. See "Tags of one ticket" of the page "Tags and ticket tags".</summary>
    public TicketTagsClient Tags => field ??= new(caller);

    /// <summary>The custom field values of single tickets. See "Values" of the page "Custom fields".</summary>
    public FieldValuesClient Fields => field ??= new(caller, "tickets");

    /// <summary>Walks tickets, page by page. Listed tickets carry no messages; <see cref="GetAsync"/> has them.</summary>
    /// <param name="query">Filter and order; all tickets, newest first, when null.</param>
    /// <param name="options">What is special about these calls.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>The tickets, fetched while they are enumerated.</returns>
    public Listing<TicketCompactResource> ListAsync(
        TicketQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.List<TicketCompactResource>("tickets", query, options, cancellationToken);

    /// <summary>Reads one page of tickets.</summary>
    /// <param name="query">Filter, order and cursor.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The page.</returns>
    /// <exception cref="AntiphonException">400 for an order or limit that is not allowed, 404 for an unknown view.</exception>
    public Task<Page<TicketCompactResource>> ListPageAsync(
        TicketQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.PageAsync<TicketCompactResource>("tickets", query, options, cancellationToken);

    /// <summary>Reads a ticket with its messages and custom fields.</summary>
    /// <param name="id">The ticket, or one that was merged into it.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The ticket; its id differs from the one asked for after a merge.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public Task<TicketResource> GetAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<TicketResource>($"tickets/{id}?relationships=custom_fields", options, cancellationToken);

    /// <summary>Reads a ticket if it is not the version that the caller knows.</summary>
    /// <param name="id">The ticket.</param>
    /// <param name="eTag">The known version; null reads in any case and tells the version.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The ticket with its version, or that it has not changed.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public Task<Conditional<TicketResource>> GetIfChangedAsync(
        long id, string? eTag, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetIfChangedAsync<TicketResource>($"tickets/{id}?relationships=custom_fields", eTag, options, cancellationToken);

    /// <summary>
    /// Makes a ticket with its first messages; <see cref="NewMessage"/> makes those of the usual kinds. Customers and tags that are not known are made as
    /// well. Outgoing messages without <see cref="CreateMessageRequest.SentDatetime"/> are sent to the customer.
    /// </summary>
    /// <param name="request">At least one message, at most 500.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>
    /// The new ticket; with the account's auto-merge on, it may be an open one of the same customer, which <see cref="ResponseInfo.Outcome"/> then tells.
    /// </returns>
    /// <exception cref="AntiphonException">400 when a field is invalid, with paths such as <c>messages.0.channel</c>.</exception>
    public Task<TicketResource> CreateAsync(
        CreateTicketRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<CreateTicketRequest, TicketResource>(HttpMethod.Post, "tickets", request, options, cancellationToken);

    /// <summary>Changes the members that are set in the request. A list of tags replaces all of them.</summary>
    /// <param name="id">The ticket.</param>
    /// <param name="request">What changes; null clears.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The changed ticket.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist, 400 when a field is invalid, 412 when it is not the version of <see cref="RequestOptions.IfMatch"/>.</exception>
    public Task<TicketResource> UpdateAsync(
        long id, UpdateTicketRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<UpdateTicketRequest, TicketResource>(HttpMethod.Put, $"tickets/{id}", request, options, cancellationToken);

    /// <summary>Deletes a ticket for ever, with its messages. To move it to the trash, set <see cref="UpdateTicketRequest.TrashedDatetime"/>.</summary>
    /// <param name="id">The ticket.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Completes when it is deleted.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public Task DeleteAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.DeleteAsync($"tickets/{id}", options, cancellationToken);
}

/// <summary>
/// Which tickets, in which order. <see cref="ListQuery.OrderBy"/> is one of <c>created_datetime:desc</c> (the default), <c>created_datetime:asc</c>,
/// <c>updated_datetime:asc</c> and <c>updated_datetime:desc</c>. There is no filter by status or date; views select by those.
/// </summary>
public sealed record TicketQuery : ListQuery
{
    /// <summary>The tickets of one customer.</summary>
    public long? CustomerId { get; init; }

    /// <summary>The caller's own id, whole.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The tickets that match a view. Their order is that of the query, not the view's.</summary>
    public long? ViewId { get; init; }

    /// <summary>The tickets that match the conditions of a rule.</summary>
    public long? RuleId { get; init; }

    /// <summary>These tickets, 1 to 100.</summary>
    public IReadOnlyList<long>? TicketIds { get; init; }

    /// <summary>False leaves out the trash, which is included by default.</summary>
    public bool? Trashed { get; init; }

    /// <summary>When they were made. Antiphon only.</summary>
    public TimeRange? Created { get; init; }

    /// <summary>When they last changed, in the order of which they come unless said otherwise. Antiphon only.</summary>
    public TimeRange? Updated { get; init; }

    internal override void WriteFilters(QueryText query) => query
        .Add("customer_id", CustomerId)
        .Add("external_id", ExternalId)
        .Add("view_id", ViewId)
        .Add("rule_id", RuleId)
        .AddAll("ticket_ids", TicketIds)
        .Add("trashed", Trashed)
        .Add("created_datetime", Created)
        .Add("updated_datetime", Updated);
}
