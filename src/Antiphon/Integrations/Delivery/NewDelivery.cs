using Antiphon.Integrations.Delivery.Bodies;
using Antiphon.Sandbox.Clock;

namespace Antiphon.Integrations.Delivery;

/// <summary>A delivery that is to be written.</summary>
internal sealed record NewDelivery(
    long IntegrationId, long? EventId, string EventType, string SubjectType, long SubjectId, RenderedRequest Request, long? CustomerId)
{
    /// <summary>The subject of deliveries that only try an integration out.</summary>
    public const string Test = "Test";

    /// <summary>What is sent as <c>X-Antiphon-Origin</c>.</summary>
    public string? Origin { get; init; }

    public Guid Uid { get; } = AccountMoment.NewUid(EventId is null ? null : $"{IntegrationId} {EventId} {EventType}");

    public DeliverySubject SubjectIn(long accountId) => new(accountId, IntegrationId, SubjectType, SubjectId);

    public string Host => Request.Url is { } url ? $"{url.IdnHost}:{url.Port}" : "";
}
