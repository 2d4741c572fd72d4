using Antiphon.Http;

namespace Antiphon.Integrations;

/// <summary>The rules of what every integration has.</summary>
internal static class IntegrationFields
{
    public const string OnlyHttp = "Only integrations of the type http can be changed.";
    public const string Managed = "The integration is managed by the service.";

    public static void Check(FieldErrors errors, string? name, string? description, long? businessHoursId) => errors
        .MaxLength("name", name, Integration.MaxNameLength)
        .MaxLength("description", description, Integration.MaxDescriptionLength)
        .AddIf(businessHoursId is < 1, "business_hours_id", "Must be greater than or equal to 1.");
}
