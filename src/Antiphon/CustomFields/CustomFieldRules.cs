using Antiphon.Contract;
using Antiphon.Http;

namespace Antiphon.CustomFields;

/// <summary>What a field must be, whoever makes or changes it.</summary>
internal static class CustomFieldRules
{
    public const int MaxLabelLength = 255;
    public const int MaxDescriptionLength = 1024;
    public const int MaxExternalIdLength = 255;
    public const int MaxPriority = 5000;

    public static IReadOnlyList<string> ObjectTypes { get; } = [EventObject.Ticket, EventObject.Customer];

    private static readonly string[] TicketMeanings =
        ["contact_reason", "product", "resolution", "ai_intent", "ai_outcome", "ai_sales", "ai_discount", "ai_journey", "managed_sentiment", "call_status"];

    private static readonly string[] CustomerMeanings = ["customer_type"];

    public static void Check(FieldErrors errors, CustomField field)
    {
        errors.OneOf("object_type", field.ObjectType, ObjectTypes)
            .RequiredText("label", field.Label)
            .MaxLength("label", field.Label, MaxLabelLength)
            .MaxLength("description", field.Description, MaxDescriptionLength)
            .MaxLength("external_id", field.ExternalId, MaxExternalIdLength)
            .AddIf(field.Priority is < 0 or > MaxPriority, "priority", $"Must be greater than or equal to 0 and less than or equal to {MaxPriority}.")
            .OneOf("requirement_type", field.RequirementType, FieldRequirement.All)
            .OneOf("managed_type", field.ManagedType, field.ObjectType == EventObject.Customer ? CustomerMeanings : TicketMeanings);
        // A definition that was not sent, or was no object, has its error already.
        if (field.Definition != new CustomFieldDefinition() || !errors.Has("definition"))
        {
            DefinitionRules.Check(errors.Under("definition"), field.Definition);
        }
    }

    /// <summary>Two fields of one name could not be told apart, so the wire calls it an error of the label.</summary>
    public static Failure Taken(string? constraint, FieldErrors errors) =>
        constraint is "custom_fields_label" ? Failure.Invalid(errors.Add("label", "A field with this label already exists.")) : Failure.Conflict();
}
