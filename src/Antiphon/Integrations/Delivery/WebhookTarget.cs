using Antiphon.Integrations.Delivery.Bodies;
using Antiphon.Integrations.Http;

namespace Antiphon.Integrations.Delivery;

/// <summary>An HTTP integration as those who send see it.</summary>
internal sealed class WebhookTarget(Integration integration)
{
    private CallTemplate? template;

    public long Id => integration.Id;

    public bool IsActive => integration.DeactivatedAt is null;

    public HttpCall Call { get; } = integration.Http ?? throw new ArgumentException("Only HTTP integrations are sent to.", nameof(integration));

    public CallTemplate Template => template ??= new CallTemplate(Call);
}
