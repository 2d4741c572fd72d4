namespace Antiphon.Customers;

/// <summary>An address that a customer is to have. <paramref name="Preferred"/> is null when the caller did not say.</summary>
internal sealed record WantedChannel(string Type, string Address, bool? Preferred = null)
{
    public bool Is(string type, string address) => Type == type && string.Equals(Address, address, StringComparison.OrdinalIgnoreCase);
}
