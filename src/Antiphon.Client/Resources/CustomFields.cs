using Antiphon.Client.Transport;
using Antiphon.Contract;

namespace Antiphon.Client;

public sealed partial class AntiphonClient
{
    /// <summary>What the account knows of its tickets and customers beyond the ordinary. See the page "Custom fields".</summary>
    public CustomFieldsClient CustomFields => field ??= new(caller);
}

/// <summary>
/// The definitions of custom fields; values are at <see cref="TicketsClient.Fields"/> and <see cref="CustomersClient.Fields"/>. Fields are archived, never
/// deleted. Scopes <c>custom_fields:read</c> and <c>custom_fields:write</c>.
/// </summary>
public sealed class CustomFieldsClient
{
    private readonly Caller caller;

    internal CustomFieldsClient(Caller caller) => this.caller = caller;

    /// <summary>Walks the fields of tickets or of customers, page by page.</summary>
    /// <param name="query">Whose fields, which and in which order.</param>
    /// <param name="options">What is special about these calls.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>The fields, fetched while they are enumerated.</returns>
    public Listing<CustomFieldResource> ListAsync(CustomFieldQuery query, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.List<CustomFieldResource>("custom-fields", query, options, cancellationToken);

    /// <summary>Reads one page of fields.</summary>
    /// <param name="query">Whose fields, which, in which order and from where.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The page.</returns>
    /// <exception cref="AntiphonException">400 for an object type, order or limit that is not allowed.</exception>
    public Task<Page<CustomFieldResource>> ListPageAsync(CustomFieldQuery query, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.PageAsync<CustomFieldResource>("custom-fields", query, options, cancellationToken);

    /// <summary>Reads a field.</summary>
    /// <param name="id">The field.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The field.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public Task<CustomFieldResource> GetAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<CustomFieldResource>($"custom-fields/{id}", options, cancellationToken);

    /// <summary>Makes a field.</summary>
    /// <param name="request">Whose it is, its label and its definition.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The new field.</returns>
    /// <exception cref="AntiphonException">400 when a member is invalid or the label is in use, 409 when the external id is.</exception>
    public Task<CustomFieldResource> CreateAsync(CreateCustomFieldRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<CreateCustomFieldRequest, CustomFieldResource>(HttpMethod.Post, "custom-fields", request, options, cancellationToken);

    /// <summary>Changes the members that are set in the request. A time at <c>deactivated_datetime</c> archives the field, null restores it.</summary>
    /// <param name="id">The field.</param>
    /// <param name="request">What changes.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The changed field.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist; 400 when a member is invalid, the label is in use, or the type of a field with values would change.</exception>
    public Task<CustomFieldResource> UpdateAsync(long id, UpdateCustomFieldRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<UpdateCustomFieldRequest, CustomFieldResource>(HttpMethod.Put, $"custom-fields/{id}", request, options, cancellationToken);

    /// <summary>Changes several fields, or none if one of the changes is refused.</summary>
    /// <param name="changes">Each with the id of its field.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The fields, in the order of the changes.</returns>
    /// <exception cref="AntiphonException">404 when one does not exist, 400 when a member is invalid.</exception>
    public async Task<IReadOnlyList<CustomFieldResource>> UpdateAsync(
        IReadOnlyList<ChangeCustomFieldRequest> changes, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        (await caller.SendAsync<IReadOnlyList<ChangeCustomFieldRequest>, CustomFieldsResource>(HttpMethod.Put, "custom-fields", changes, options, cancellationToken)).Data;
}

/// <summary>Which fields. <see cref="ListQuery.OrderBy"/> is <c>priority:desc</c> (the default) or <c>priority:asc</c>.</summary>
/// <param name="ObjectType"><c>Ticket</c> or <c>Customer</c>.</param>
public sealed record CustomFieldQuery(string ObjectType) : ListQuery
{
    /// <summary>A part of the label, in any case.</summary>
    public string? Search { get; init; }

    /// <summary>True: only archived fields. False or null: only active ones.</summary>
    public bool? Archived { get; init; }

    internal override void WriteFilters(QueryText query) => query.Add("object_type", ObjectType).Add("search", Search).Add("archived", Archived);
}
