namespace Antiphon.Demo;

internal sealed record DemoCustomer(
    string ExternalId,
    string Name,
    string Language,
    string Timezone,
    TimeSpan UtcOffset,
    string Currency,
    DemoAddress Address,
    IReadOnlyList<DemoCustomerChannel> Channels,
    string? Note,
    IReadOnlyDictionary<string, string> Data,
    DateTimeOffset CreatedAt)
{
    public string FirstName => Name.Split(' ')[0];

    public string LastName => Name[(Name.IndexOf(' ', StringComparison.Ordinal) + 1)..];

    public string? Email => AddressOf("email");

    public string? AddressOf(string channelType) => Channels.FirstOrDefault(channel => channel.Type == channelType)?.Address;
}

internal sealed record DemoCustomerChannel(string Type, string Address);

internal sealed record DemoAddress(string Street, string City, string Postcode, string Country);
