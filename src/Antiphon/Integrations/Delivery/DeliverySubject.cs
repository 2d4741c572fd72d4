namespace Antiphon.Integrations.Delivery;

/// <summary>Whose deliveries follow each other: what the events of one integration happened to.</summary>
internal readonly record struct DeliverySubject(long AccountId, long IntegrationId, string Type, long Id);
