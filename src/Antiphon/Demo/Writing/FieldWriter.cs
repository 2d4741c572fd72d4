namespace Antiphon.Demo.Writing;

/// <summary>Fills the custom fields of the shop from what its conversations are about. No dice: the rest of a shop stays as it is without them.</summary>
internal static class FieldWriter
{
    private const string Answered = "Answered";

    public static IReadOnlyList<DemoField> Fields(DemoContent content) =>
    [
        .. content.Fields.Fields.Select(field => new DemoField(
            field.Key,
            field.ObjectType,
            field.Label,
            field.Description,
            field.Priority,
            field.RequirementType,
            field.ManagedType,
            field.Choices ?? [.. content.Catalogue.Products.Select(product => product.Names["en"])])),
    ];

    /// <summary>Agents fill fields when they tag, so what nobody has touched yet has no values.</summary>
    public static IReadOnlyDictionary<string, string> OfTicket(DemoContent content, ThreadState thread)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (thread.Spam || !thread.WasTouched || thread.Tags.Select(tag => content.Fields.Reasons.GetValueOrDefault(tag.Name)).FirstOrDefault(reason => reason is not null) is not { } reason)
        {
            return values;
        }

        values["reason"] = reason;
        if (thread.Facts.Mentions("product"))
        {
            values["product"] = thread.Facts.Product;
        }

        if (thread.ClosedAt is not null && thread.SnoozedUntil is null)
        {
            var tags = thread.Tags.Select(tag => tag.Name).ToHashSet(StringComparer.Ordinal);
            values["resolution"] = content.Fields.Resolutions.Where(resolution => tags.Contains(resolution.Key)).Select(resolution => resolution.Value).FirstOrDefault(Answered);
        }

        return values;
    }

    /// <summary>Only loyal customers have a tier.</summary>
    public static string? TierOf(DemoContent content, DemoCustomer customer) =>
        customer.Data.TryGetValue("tier", out var tier) ? content.Fields.Tiers.GetValueOrDefault(tier) : null;
}
