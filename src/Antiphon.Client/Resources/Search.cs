using System.Text.Json;
using Antiphon.Client.Transport;
using Antiphon.Contract;

namespace Antiphon.Client;

public sealed partial class AntiphonClient
{
    /// <summary>Finding people, configuration objects and tickets. See the page "Search".</summary>
    public SearchClient Search => field ??= new(caller);
}

/// <summary>
/// Finds objects by what is typed of them: every word begins a word of what is found, whatever its case and accents. What is exactly so comes first, then the most
/// recent. Needs the read scope of what is searched.
/// </summary>
public sealed class SearchClient
{
    private readonly Caller caller;

    internal SearchClient(Caller caller) => this.caller = caller;

    /// <summary>Users by name or e-mail address.</summary>
    /// <param name="query">What is typed; empty for the most recent ones.</param>
    /// <param name="size">1 to 50; 10 when null.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What was found.</returns>
    public Task<IReadOnlyList<UserResource>> AgentsAsync(string query = "", int? size = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        FindAsync<UserResource>(SearchType.Agent, query, size, options, cancellationToken);

    /// <summary>Customers by name or e-mail address, in short.</summary>
    /// <inheritdoc cref="AgentsAsync"/>
    public Task<IReadOnlyList<FoundCustomerResource>> CustomersAsync(string query = "", int? size = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        FindAsync<FoundCustomerResource>(SearchType.Customer, query, size, options, cancellationToken);

    /// <summary>Customers by name or any address, with their channels.</summary>
    /// <inheritdoc cref="AgentsAsync"/>
    public Task<IReadOnlyList<CustomerResource>> CustomerProfilesAsync(string query = "", int? size = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        FindAsync<CustomerResource>(SearchType.CustomerProfile, query, size, options, cancellationToken);

    /// <summary>Customers by a phone number in any spelling, or by its beginning.</summary>
    /// <inheritdoc cref="AgentsAsync"/>
    public Task<IReadOnlyList<CustomerResource>> CustomersByPhoneAsync(string query = "", int? size = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        FindAsync<CustomerResource>(SearchType.CustomersByPhone, query, size, options, cancellationToken);

    /// <summary>Addresses of customers, of any kind.</summary>
    /// <inheritdoc cref="AgentsAsync"/>
    public Task<IReadOnlyList<FoundChannelResource>> ChannelsAsync(string query = "", int? size = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        FindAsync<FoundChannelResource>(SearchType.CustomerChannel, query, size, options, cancellationToken);

    /// <summary>E-mail addresses of customers.</summary>
    /// <inheritdoc cref="AgentsAsync"/>
    public Task<IReadOnlyList<FoundChannelResource>> EmailChannelsAsync(string query = "", int? size = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        FindAsync<FoundChannelResource>(SearchType.CustomerChannelEmail, query, size, options, cancellationToken);

    /// <summary>Phone numbers of customers.</summary>
    /// <inheritdoc cref="AgentsAsync"/>
    public Task<IReadOnlyList<FoundChannelResource>> PhoneChannelsAsync(string query = "", int? size = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        FindAsync<FoundChannelResource>(SearchType.CustomerChannelPhone, query, size, options, cancellationToken);

    /// <summary>Integrations by name or address.</summary>
    /// <inheritdoc cref="AgentsAsync"/>
    public Task<IReadOnlyList<FoundIntegrationResource>> IntegrationsAsync(string query = "", int? size = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        FindAsync<FoundIntegrationResource>(SearchType.Integration, query, size, options, cancellationToken);

    /// <summary>Teams by name.</summary>
    /// <inheritdoc cref="AgentsAsync"/>
    public Task<IReadOnlyList<TeamResource>> TeamsAsync(string query = "", int? size = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        FindAsync<TeamResource>(SearchType.Team, query, size, options, cancellationToken);

    /// <summary>Tags by name.</summary>
    /// <inheritdoc cref="AgentsAsync"/>
    public Task<IReadOnlyList<TagResource>> TagsAsync(string query = "", int? size = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        FindAsync<TagResource>(SearchType.Tag, query, size, options, cancellationToken);

    /// <summary>
    /// Walks the tickets in which everything stands that is looked for: in subject, messages, notes, names of attachments, names and addresses of the customer, tags and
    /// numbers. An addition of Antiphon.
    /// </summary>
    /// <param name="query">What is looked for, and in which order it comes.</param>
    /// <param name="options">What is special about these calls.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>The tickets with marked fragments, fetched while they are enumerated.</returns>
    public Listing<FoundTicketResource> TicketsAsync(TicketSearchQuery query, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.List<FoundTicketResource>("tickets/search", query, options, cancellationToken);

    /// <summary>Reads one page of tickets that match. An addition of Antiphon.</summary>
    /// <param name="query">What is looked for, order and cursor.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The page.</returns>
    /// <exception cref="AntiphonException">400 for an order or limit that is not allowed.</exception>
    public Task<Page<FoundTicketResource>> TicketsPageAsync(TicketSearchQuery query, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.PageAsync<FoundTicketResource>("tickets/search", query, options, cancellationToken);

    private async Task<IReadOnlyList<T>> FindAsync<T>(string type, string query, int? size, RequestOptions? options, CancellationToken cancellationToken)
    {
        var request = Caller.WithBody(new(HttpMethod.Post, "search") { OnlyReads = true }, new SearchRequest(type, query, size));
        var answer = await caller.SendAsync<JsonElement>(request, options, cancellationToken);

        // Servers answer an envelope or a bare array.
        var items = answer.ValueKind is JsonValueKind.Array ? answer : answer.GetProperty("data");
        return [.. items.EnumerateArray().Select(item => item.Deserialize(ReadJson.TypeOf<T>())!)];
    }
}

/// <summary>
/// A search for tickets. <see cref="ListQuery.OrderBy"/> is one of <c>created_datetime:desc</c> (the default), <c>created_datetime:asc</c>,
/// <c>updated_datetime:desc</c>, <c>updated_datetime:asc</c> and <c>relevance</c>, which ranks the newest hits.
/// </summary>
public sealed record TicketSearchQuery : ListQuery
{
    /// <summary>
    /// Words, the last one as a beginning; <c>"a phrase"</c>; <c>-without</c>; <c>from:name</c>, <c>tag:name</c>, <c>before:2026-01-31</c>, <c>after:2026-01-31</c>.
    /// At most 10,000 characters.
    /// </summary>
    public string? Text { get; init; }

    internal override void WriteFilters(QueryText query) => query.Add("q", Text);
}
