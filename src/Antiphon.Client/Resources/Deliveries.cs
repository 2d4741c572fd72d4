using Antiphon.Client.Transport;
using Antiphon.Contract;

namespace Antiphon.Client;

public sealed partial class IntegrationsClient
{
    /// <summary>Walks what was sent to an integration, newest first; with the status <c>failed</c> its dead letters. An extension of Antiphon, for admins.</summary>
    /// <param name="id">The integration, of the type <c>http</c>.</param>
    /// <param name="query">Filters and order.</param>
    /// <param name="options">What is special about these calls.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>The deliveries, fetched while they are enumerated.</returns>
    /// <exception cref="AntiphonException">404 when the integration does not exist; 400 for a filter that is not allowed.</exception>
    public Listing<DeliveryResource> ListDeliveriesAsync(long id, DeliveryQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.List<DeliveryResource>($"integrations/{id}/deliveries", query, options, cancellationToken);

    /// <summary>Reads a delivery with its body and every attempt. An extension of Antiphon, for admins.</summary>
    /// <param name="id">The integration.</param>
    /// <param name="deliveryId">The delivery.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The delivery. What looks like a credential is masked.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public Task<DeliveryDetailResource> GetDeliveryAsync(long id, long deliveryId, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<DeliveryDetailResource>($"integrations/{id}/deliveries/{deliveryId}", options, cancellationToken);

    /// <summary>Sends a delivery again: the same body and id, signed anew. An extension of Antiphon, for admins.</summary>
    /// <param name="id">The integration.</param>
    /// <param name="deliveryId">The delivery, delivered or failed.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The delivery, which is on its way again.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist; 409 while it is on its way, or when the integration is switched off.</exception>
    public Task<DeliveryResource> ReplayDeliveryAsync(long id, long deliveryId, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<DeliveryResource>(new ApiRequest(HttpMethod.Post, $"integrations/{id}/deliveries/{deliveryId}/replay"), options, cancellationToken);

    /// <summary>Sends a range of deliveries again, those of one ticket in their order. An extension of Antiphon, for admins.</summary>
    /// <param name="id">The integration.</param>
    /// <param name="request">Which; all dead letters when nothing is said.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>How many, and whether there are more.</returns>
    /// <exception cref="AntiphonException">404 when the integration does not exist; 400 when the range is wrong; 409 when the integration is switched off.</exception>
    public Task<ReplayResource> ReplayDeliveriesAsync(long id, ReplayDeliveriesRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<ReplayDeliveriesRequest, ReplayResource>(HttpMethod.Post, $"integrations/{id}/deliveries/replay", request, options, cancellationToken);

    /// <summary>Sends an event that never happened, once, to see what the receiver says. An extension of Antiphon, for admins.</summary>
    /// <param name="id">The integration, which may be switched off.</param>
    /// <param name="request">Which trigger.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The delivery, which is on its way.</returns>
    /// <exception cref="AntiphonException">404 when the integration does not exist; 400 for a trigger that does not exist.</exception>
    public Task<DeliveryResource> TestAsync(long id, TestIntegrationRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<TestIntegrationRequest, DeliveryResource>(HttpMethod.Post, $"integrations/{id}/test", request, options, cancellationToken);
}

/// <summary>Which deliveries, in which order. <see cref="ListQuery.OrderBy"/> is <c>created_datetime:desc</c> (the default) or <c>created_datetime:asc</c>.</summary>
public sealed record DeliveryQuery : ListQuery
{
    /// <summary>One of <see cref="DeliveryStatus"/>.</summary>
    public string? Status { get; init; }

    /// <summary>Only of these triggers.</summary>
    public IReadOnlyList<string>? EventTypes { get; init; }

    /// <summary>Only about this ticket, customer, ….</summary>
    public long? SubjectId { get; init; }

    internal override void WriteFilters(QueryText query)
    {
        query.Add("status", Status);
        query.AddAll("event_types", EventTypes);
        query.Add("subject_id", SubjectId);
    }
}
