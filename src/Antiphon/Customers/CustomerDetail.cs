using System.Text.Json;
using Antiphon.Contract;

namespace Antiphon.Customers;

/// <summary>A customer with everything that the detail shows.</summary>
internal sealed record CustomerDetail(Customer Customer, IReadOnlyList<CustomerChannel> Channels, IReadOnlyDictionary<string, JsonElement> Integrations)
{
    /// <summary>The answer of the customer routes.</summary>
    public CustomerResource ToResource() => Customer.ToResource(Channels, Integrations);

    /// <summary>The customer of a ticket's detail.</summary>
    public EmbeddedCustomerResource ToEmbedded() => Customer.ToEmbedded(Channels, Integrations);
}
