namespace Antiphon.Demo;

/// <param name="Reasons">By tag, the contact reason.</param>
/// <param name="Resolutions">By tag, how a ticket ended; the first that fits counts.</param>
/// <param name="Tiers">By the tier in the customer's data.</param>
internal sealed record FieldsContent(
    FieldContent[] Fields, IReadOnlyDictionary<string, string> Reasons, IReadOnlyDictionary<string, string> Resolutions, IReadOnlyDictionary<string, string> Tiers);

/// <param name="Choices">The products of the catalogue when null.</param>
internal sealed record FieldContent(
    string Key, string ObjectType, string Label, string Description, int Priority, string RequirementType, string? ManagedType = null, string[]? Choices = null);
