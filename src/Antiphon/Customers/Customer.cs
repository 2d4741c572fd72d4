using System.Text.Json;
using Antiphon.Contract;
using Antiphon.CustomFields.Values;
using Antiphon.Data;
using Npgsql;

namespace Antiphon.Customers;

/// <summary>A person who writes to the company. The primary e-mail address is always one of the channels as well.</summary>
internal sealed record Customer(
    long Id,
    string? ExternalId,
    bool Active,
    string? Email,
    string? Name,
    string? Language,
    string? Timezone,
    string? Note,
    JsonElement? Meta,
    JsonElement? Data,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    IReadOnlyDictionary<long, JsonElement> Fields)
{
    public const int MaxNameLength = 512;
    public const int MaxExternalIdLength = 255;
    public const int MaxAddressLength = 320;

    public const int ColumnCount = 13;

    /// <summary>Of a table or join that is named <c>customers</c>.</summary>
    public const string Columns = "id, external_id, active, email, name, language, timezone, note, meta, data, created_at, updated_at, " + FieldMap.OfCustomers;

    private static readonly IReadOnlyDictionary<string, JsonElement> NoData = new Dictionary<string, JsonElement>(StringComparer.Ordinal);

    public static Customer Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.Text(1),
        row.GetBoolean(2),
        row.Text(3),
        row.Text(4),
        row.Text(5),
        row.Text(6),
        row.Text(7),
        row.Json(8),
        row.Json(9),
        row.Time(10),
        row.Time(11),
        FieldMap.Read(row, 12));

    /// <summary>The shortest form: what tickets and messages show of a person.</summary>
    public PersonResource ToPerson() => CustomerReading.Person(Id, Email, Name, Meta);

    public ListedCustomerResource ToListed() => new()
    {
        Id = Id,
        ExternalId = ExternalId,
        Active = Active,
        Email = Email,
        Name = Name,
        Firstname = PersonName.First(Name),
        Lastname = PersonName.Last(Name),
        Language = Language,
        Timezone = Timezone,
        CreatedDatetime = CreatedAt,
        UpdatedDatetime = UpdatedAt,
        Meta = Meta,
        Data = Data,
        Note = Note,
        CustomFields = Fields.ToResource(),
    };

    public CustomerResource ToResource(IReadOnlyList<CustomerChannel> channels, IReadOnlyDictionary<string, JsonElement> integrations) => new()
    {
        Id = Id,
        ExternalId = ExternalId,
        Active = Active,
        Email = Email,
        Name = Name,
        Firstname = PersonName.First(Name),
        Lastname = PersonName.Last(Name),
        Channels = [.. channels.Select(channel => channel.ToResource(Name))],
        Language = Language,
        Timezone = Timezone,
        CreatedDatetime = CreatedAt,
        UpdatedDatetime = UpdatedAt,
        Meta = Meta,
        Data = Data,
        Note = Note,
        CustomFields = Fields.ToResource(),
        Integrations = integrations,
        ExternalData = NoData,
        EcommerceData = NoData,
    };

    public EmbeddedCustomerResource ToEmbedded(IReadOnlyList<CustomerChannel> channels, IReadOnlyDictionary<string, JsonElement> integrations) => new()
    {
        Id = Id,
        Email = Email,
        Name = Name,
        Firstname = PersonName.First(Name),
        Lastname = PersonName.Last(Name),
        Meta = Meta,
        Channels = [.. channels.Select(channel => channel.ToResource(Name))],
        Data = Data,
        Integrations = integrations,
        ExternalId = ExternalId,
        Note = Note,
        ExternalData = NoData,
        EcommerceData = NoData,
    };
}
