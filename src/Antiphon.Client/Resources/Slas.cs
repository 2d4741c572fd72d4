using Antiphon.Client.Transport;
using Antiphon.Contract;

namespace Antiphon.Client;

public sealed partial class AntiphonClient
{
    /// <summary>How soon tickets are to be answered and resolved. Antiphon's own.</summary>
    public SlaPoliciesClient SlaPolicies => field ??= new(caller);
}

/// <summary>Service level agreements. Scopes <c>account:read</c> and <c>account:write</c>; leads and admins write. Clocks of tickets need <c>tickets:read</c>.</summary>
public sealed class SlaPoliciesClient
{
    private readonly Caller caller;

    internal SlaPoliciesClient(Caller caller) => this.caller = caller;

    /// <summary>Walks all policies.</summary>
    /// <param name="query">The order: <c>position:asc</c> (the default), in which they are matched, or another.</param>
    /// <param name="options">What is special about these calls.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>The policies, fetched while they are enumerated.</returns>
    public Listing<SlaPolicyResource> ListAsync(SlaPolicyQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.List<SlaPolicyResource>("sla-policies", query, options, cancellationToken);

    /// <summary>Reads a policy.</summary>
    /// <param name="id">The policy.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public Task<SlaPolicyResource> GetAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<SlaPolicyResource>($"sla-policies/{id}", options, cancellationToken);

    /// <summary>Makes a policy, behind all others. It counts for tickets whose customer writes from now on.</summary>
    /// <param name="request">Which tickets, and how soon.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The new policy.</returns>
    /// <exception cref="AntiphonException">400 when a field is invalid, 409 when there are 100.</exception>
    public Task<SlaPolicyResource> CreateAsync(CreateSlaPolicyRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<CreateSlaPolicyRequest, SlaPolicyResource>(HttpMethod.Post, "sla-policies", request, options, cancellationToken);

    /// <summary>Changes the members that are set in the request. Open clocks are set anew.</summary>
    /// <param name="id">The policy.</param>
    /// <param name="request">What changes.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The changed policy.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist, 400 when a field is invalid.</exception>
    public Task<SlaPolicyResource> UpdateAsync(long id, UpdateSlaPolicyRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<UpdateSlaPolicyRequest, SlaPolicyResource>(HttpMethod.Put, $"sla-policies/{id}", request, options, cancellationToken);

    /// <summary>Deletes a policy. Tickets that were answered already keep its promise.</summary>
    /// <param name="id">The policy.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Completes when it is gone.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public Task DeleteAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.DeleteAsync($"sla-policies/{id}", options, cancellationToken);

    /// <summary>Puts the policies into another order: of those that match a ticket the first counts.</summary>
    /// <param name="ids">Those that come first; the others follow in the order that they have.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The policies in their new order.</returns>
    /// <exception cref="AntiphonException">400 when one is unknown or named twice.</exception>
    public Task<IReadOnlyList<SlaPolicyResource>> OrderAsync(IReadOnlyList<long> ids, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<SlaPolicyOrderRequest, IReadOnlyList<SlaPolicyResource>>(HttpMethod.Put, "sla-policies/order", new(ids), options, cancellationToken);

    /// <summary>Reads the clocks of a ticket.</summary>
    /// <param name="ticketId">The ticket.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>First response and resolution; nothing when no policy matches the ticket.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public async Task<IReadOnlyList<TicketSlaResource>> OfTicketAsync(long ticketId, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        (await caller.GetAsync<TicketSlasResource>($"tickets/{ticketId}/slas", options, cancellationToken).ConfigureAwait(false)).Data;
}

/// <summary>In which order: <see cref="ListQuery.OrderBy"/> is <c>position:asc</c> (the default), <c>position:desc</c>, <c>created_datetime:desc</c> or <c>created_datetime:asc</c>.</summary>
public sealed record SlaPolicyQuery : ListQuery;
