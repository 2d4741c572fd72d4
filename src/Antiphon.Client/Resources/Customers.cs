using Antiphon.Client.Transport;
using Antiphon.Contract;

namespace Antiphon.Client;

public sealed partial class AntiphonClient
{
    /// <summary>The people who write to the company. See the page "Customers".</summary>
    public CustomersClient Customers => field ??= new(caller);
}

/// <summary>
/// The people who write to the company. Calls to a customer that was merged into another reach the survivor. Scopes <c>customers:read</c> and
/// <c>customers:write</c>.
/// </summary>
public sealed class CustomersClient
{
    private readonly Caller caller;

    internal CustomersClient(Caller caller) => this.caller = caller;

    /// <summary>The custom field values of single customers. See "Values" of the page "Custom fields".</summary>
    public FieldValuesClient Fields => field ??= new(caller, "customers");

    /// <summary>Walks customers, page by page. Listed customers carry no channels; <see cref="GetAsync"/> has them.</summary>
    /// <param name="query">Filter and order; all customers, newest first, when null.</param>
    /// <param name="options">What is special about these calls.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>The customers, fetched while they are enumerated.</returns>
    public Listing<ListedCustomerResource> ListAsync(
        CustomerQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.List<ListedCustomerResource>("customers", query, options, cancellationToken);

    /// <summary>Reads one page of customers.</summary>
    /// <param name="query">Filter, order and cursor.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The page.</returns>
    /// <exception cref="AntiphonException">400 for an order, limit or combination of filters that is not allowed.</exception>
    public Task<Page<ListedCustomerResource>> ListPageAsync(
        CustomerQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.PageAsync<ListedCustomerResource>("customers", query, options, cancellationToken);

    /// <summary>Reads a customer with channels and integration data.</summary>
    /// <param name="id">The customer, or one that was merged into it.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The customer; its id differs from the one asked for after a merge.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public Task<CustomerResource> GetAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<CustomerResource>($"customers/{id}?relationships=custom_fields", options, cancellationToken);

    /// <summary>Reads a customer if it is not the version that the caller knows.</summary>
    /// <param name="id">The customer.</param>
    /// <param name="eTag">The known version; null reads in any case and tells the version.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The customer with its version, or that it has not changed.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public Task<Conditional<CustomerResource>> GetIfChangedAsync(
        long id, string? eTag, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetIfChangedAsync<CustomerResource>($"customers/{id}?relationships=custom_fields", eTag, options, cancellationToken);

    /// <summary>Finds the customer with this primary address.</summary>
    /// <param name="email">The address, in any case.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The customer as lists show one, or null.</returns>
    public async Task<ListedCustomerResource?> FindByEmailAsync(string email, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        (await ListPageAsync(new() { Email = email, Limit = 1 }, options, cancellationToken)).Data is [var found, ..] ? found : null;

    /// <summary>Finds the customer with this id of the caller.</summary>
    /// <param name="externalId">The id that the caller gave the customer.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The customer as lists show one, or null.</returns>
    public async Task<ListedCustomerResource?> FindByExternalIdAsync(
        string externalId, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        (await ListPageAsync(new() { ExternalId = externalId, Limit = 1 }, options, cancellationToken)).Data is [var found, ..] ? found : null;

    /// <summary>Makes a customer.</summary>
    /// <param name="request">The address, the name, or whatever is known.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The new customer.</returns>
    /// <exception cref="AntiphonException">409 when another customer has the address or external id, 400 when a field is invalid.</exception>
    public Task<CustomerResource> CreateAsync(
        CreateCustomerRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<CreateCustomerRequest, CustomerResource>(HttpMethod.Post, "customers", request, options, cancellationToken);

    /// <summary>Changes the members that are set in the request. A list of channels replaces all of them.</summary>
    /// <param name="id">The customer.</param>
    /// <param name="request">What changes; null clears.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The changed customer.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist, 409 when another customer has the address or external id, 400 when a field is invalid.</exception>
    public Task<CustomerResource> UpdateAsync(
        long id, UpdateCustomerRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<UpdateCustomerRequest, CustomerResource>(HttpMethod.Put, $"customers/{id}", request, options, cancellationToken);

    /// <summary>Deletes a customer, by default with all tickets.</summary>
    /// <param name="id">The customer.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Completes when the customer is deleted.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist, 409 when the account refuses to delete customers with tickets.</exception>
    public Task DeleteAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.DeleteAsync($"customers/{id}", options, cancellationToken);

    /// <summary>Deletes several customers. Unknown ids are ignored.</summary>
    /// <param name="ids">At least one customer.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Completes when they are deleted.</returns>
    /// <exception cref="AntiphonException">400 for an empty list, 409 when the account refuses to delete customers with tickets.</exception>
    public Task DeleteAsync(IReadOnlyList<long> ids, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync(HttpMethod.Delete, "customers", new BulkDeleteRequest(ids), options, cancellationToken);

    /// <summary>Lets a customer vanish into another, who gets the channels, tickets and data.</summary>
    /// <param name="sourceId">The customer who vanishes.</param>
    /// <param name="targetId">The customer who stays.</param>
    /// <param name="changes">What to set on the customer who stays; Gorgias wants at least one member.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The customer who stays. Gorgias may not show the changes yet.</returns>
    /// <exception cref="AntiphonException">409 when both have data of the same integration, 404 when one does not exist, 400 when they are the same.</exception>
    public Task<CustomerResource> MergeAsync(
        long sourceId, long targetId, UpdateCustomerRequest? changes = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<UpdateCustomerRequest, CustomerResource>(
            HttpMethod.Put, $"customers/merge?source_id={sourceId}&target_id={targetId}", changes ?? new(), options, cancellationToken);

    /// <summary>Says which other customers may be the same person. Antiphon only; nothing is merged by it.</summary>
    /// <param name="id">The customer.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The others with what speaks for it, and the ids for <see cref="MergeAsync"/>.</returns>
    /// <exception cref="AntiphonException">404 when the customer does not exist.</exception>
    public Task<MergeSuggestionsResource> SuggestMergesAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<MergeSuggestionsResource>($"customers/{id}/merge-suggestions", options, cancellationToken);

    /// <summary>Replaces the external data of a customer. Runs no rules.</summary>
    /// <param name="id">The customer.</param>
    /// <param name="request">The data, and when it was current; older data than what is stored is silently ignored.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Completes when the data is accepted.</returns>
    /// <exception cref="AntiphonException">404 when the customer does not exist.</exception>
    public Task UpdateDataAsync(
        long id, UpdateCustomerDataRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync(HttpMethod.Put, $"customers/{id}/data", request, options, cancellationToken);
}

/// <summary>
/// Which customers, in which order. <see cref="ListQuery.OrderBy"/> is one of <c>created_datetime:desc</c> (the default), <c>created_datetime:asc</c>,
/// <c>updated_datetime:asc</c> and <c>updated_datetime:desc</c>.
/// </summary>
public sealed record CustomerQuery : ListQuery
{
    /// <summary>The primary address, whole, in any case.</summary>
    public string? Email { get; init; }

    /// <summary>The caller's own id, whole.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The full name.</summary>
    public string? Name { get; init; }

    /// <summary>ISO 639-1. Gorgias refuses it together with a cursor, limit or order.</summary>
    public string? Language { get; init; }

    /// <summary>IANA name. Gorgias refuses it together with a cursor, limit or order.</summary>
    public string? Timezone { get; init; }

    /// <summary>A view of customers.</summary>
    public long? ViewId { get; init; }

    /// <summary>The type of the channel with <see cref="ChannelAddress"/>.</summary>
    public string? ChannelType { get; init; }

    /// <summary>The address of a channel, together with <see cref="ChannelType"/>; at most 320 characters.</summary>
    public string? ChannelAddress { get; init; }

    /// <summary>When they were made. Antiphon only.</summary>
    public TimeRange? Created { get; init; }

    /// <summary>When they last changed, in the order of which they come unless said otherwise. Antiphon only.</summary>
    public TimeRange? Updated { get; init; }

    // Gorgias refuses a limit beside these two filters.
    internal override int? WalkLimit => Language is null && Timezone is null ? base.WalkLimit : null;

    internal override void WriteFilters(QueryText query) => query
        .Add("email", Email)
        .Add("external_id", ExternalId)
        .Add("name", Name)
        .Add("language", Language)
        .Add("timezone", Timezone)
        .Add("view_id", ViewId)
        .Add("channel_type", ChannelType)
        .Add("channel_address", ChannelAddress)
        .Add("created_datetime", Created)
        .Add("updated_datetime", Updated);
}
