namespace Antiphon.Customers;

/// <summary>The survivor of a merge before the body's wishes are applied.</summary>
internal static class CombinedCustomer
{
    /// <summary>
    /// The target, with what it lacks from the source and with the addresses of both. The target's come first and stay preferred.
    /// </summary>
    public static CustomerDetail Of(CustomerDetail source, CustomerDetail target)
    {
        var (from, to) = (source.Customer, target.Customer);
        return target with
        {
            Customer = to with
            {
                ExternalId = to.ExternalId ?? from.ExternalId,
                Email = to.Email ?? from.Email,
                Name = to.Name ?? from.Name,
                Language = to.Language ?? from.Language,
                Timezone = to.Timezone ?? from.Timezone,
                Note = to.Note ?? from.Note,
                Meta = to.Meta ?? from.Meta,
                Data = to.Data ?? from.Data,
                Fields = from.Fields.Concat(to.Fields).GroupBy(entry => entry.Key).ToDictionary(same => same.Key, same => same.Last().Value),
            },
            Channels = [.. target.Channels, .. source.Channels],
        };
    }
}
