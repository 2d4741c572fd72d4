using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>A person who writes to the company, as lists show one. See the page "Customers".</summary>
public record ListedCustomerResource
{
    /// <summary>Positive, unique in the account.</summary>
    public required long Id { get; init; }

    /// <summary>The caller's own id, at most 255 characters, unique where set.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Always true.</summary>
    public required bool Active { get; init; }

    /// <summary>The primary address: the preferred e-mail channel's.</summary>
    public string? Email { get; init; }

    /// <summary>The full name.</summary>
    public string? Name { get; init; }

    /// <summary>The first word of the name, else empty. Read-only.</summary>
    public required string Firstname { get; init; }

    /// <summary>The last word of a name of several words, else empty. Read-only.</summary>
    public required string Lastname { get; init; }

    /// <summary>ISO 639-1.</summary>
    public string? Language { get; init; }

    /// <summary>IANA name.</summary>
    public string? Timezone { get; init; }

    /// <summary>When the customer became known.</summary>
    public required DateTimeOffset CreatedDatetime { get; init; }

    /// <summary>When anything above or below, channels included, last changed.</summary>
    public required DateTimeOffset UpdatedDatetime { get; init; }

    /// <summary>Free data. The service itself notes <c>name_set_via</c> (<c>agent</c> or <c>email</c>) when the caller sends none.</summary>
    public JsonElement? Meta { get; init; }

    /// <summary>External data of any JSON type, written by <c>PUT /api/customers/{id}/data</c>.</summary>
    public JsonElement? Data { get; init; }

    /// <summary>A remark for agents.</summary>
    public string? Note { get; init; }

    /// <summary>Field values by the id of their field.</summary>
    public required IReadOnlyDictionary<string, CustomFieldValueResource> CustomFields { get; init; }
}

/// <summary>A customer in full: the answer of every route but the list. See "The Customer object" of the customers page.</summary>
public sealed record CustomerResource : ListedCustomerResource
{
    /// <summary>Every address of the customer.</summary>
    public required IReadOnlyList<CustomerChannelResource> Channels { get; init; }

    /// <summary>Legacy, always null.</summary>
    public JsonElement? Customer { get; init; }

    /// <summary>What integrations know of the customer, by the id of the integration.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Integrations { get; init; }

    /// <summary>What apps wrote, by the id of the app.</summary>
    public required IReadOnlyDictionary<string, JsonElement> ExternalData { get; init; }

    /// <summary>What shops know, by the id of the shop.</summary>
    public required IReadOnlyDictionary<string, JsonElement> EcommerceData { get; init; }
}

/// <summary>The customer of a ticket's detail. See "Embedded customer" of the tickets page.</summary>
public sealed record EmbeddedCustomerResource
{
    /// <summary>Positive, unique in the account.</summary>
    public required long Id { get; init; }

    /// <summary>The primary address.</summary>
    public string? Email { get; init; }

    /// <summary>The full name.</summary>
    public string? Name { get; init; }

    /// <summary>The first word of the name, else empty.</summary>
    public required string Firstname { get; init; }

    /// <summary>The last word of a name of several words, else empty.</summary>
    public required string Lastname { get; init; }

    /// <summary>Free data.</summary>
    public JsonElement? Meta { get; init; }

    /// <summary>Every address of the customer.</summary>
    public required IReadOnlyList<CustomerChannelResource> Channels { get; init; }

    /// <summary>External data of any JSON type.</summary>
    public JsonElement? Data { get; init; }

    /// <summary>Legacy, always null.</summary>
    public JsonElement? Customer { get; init; }

    /// <summary>What integrations know of the customer, by the id of the integration.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Integrations { get; init; }

    /// <summary>The caller's own id.</summary>
    public string? ExternalId { get; init; }

    /// <summary>A remark for agents.</summary>
    public string? Note { get; init; }

    /// <summary>What apps wrote, by the id of the app.</summary>
    public required IReadOnlyDictionary<string, JsonElement> ExternalData { get; init; }

    /// <summary>What shops know, by the id of the shop.</summary>
    public required IReadOnlyDictionary<string, JsonElement> EcommerceData { get; init; }
}

/// <summary>One address of a customer. See "CustomerChannel" of the customers page.</summary>
/// <param name="Id">Positive, unique in the account.</param>
/// <param name="Type">Such as <c>email</c> or <c>phone</c>, or the slug of a custom channel.</param>
/// <param name="Address">At most 320 characters; unique per type over all customers, whatever the case.</param>
/// <param name="Preferred">True for one channel of each type.</param>
/// <param name="CreatedDatetime">When the address was added.</param>
/// <param name="UpdatedDatetime">When it last changed.</param>
/// <param name="DeletedDatetime">Always null: a deleted channel is gone.</param>
/// <param name="User">The owner; the legacy twin of <paramref name="Customer"/>.</param>
/// <param name="Customer">The owner.</param>
public sealed record CustomerChannelResource(
    long Id,
    string Type,
    string Address,
    bool Preferred,
    DateTimeOffset CreatedDatetime,
    DateTimeOffset UpdatedDatetime,
    DateTimeOffset? DeletedDatetime,
    ChannelOwnerResource User,
    ChannelOwnerResource Customer);

/// <summary>The owner of a channel.</summary>
/// <param name="Id">Of the customer.</param>
/// <param name="Name">The full name.</param>
public sealed record ChannelOwnerResource(long Id, string? Name);

/// <summary>Answer of <c>GET /api/customers/{id}/data</c>, an addition of Antiphon.</summary>
/// <param name="Data">Any JSON.</param>
/// <param name="Version">When the data was current, as its writer said.</param>
public sealed record CustomerDataResource(JsonElement? Data, DateTimeOffset? Version);

/// <summary>Source-generated metadata of the customers.</summary>
[JsonSerializable(typeof(CustomerResource))]
[JsonSerializable(typeof(ListedCustomerResource))]
[JsonSerializable(typeof(ListResource<ListedCustomerResource>))]
[JsonSerializable(typeof(EmbeddedCustomerResource))]
[JsonSerializable(typeof(PersonResource))]
[JsonSerializable(typeof(PersonRequest))]
[JsonSerializable(typeof(CreateCustomerRequest))]
[JsonSerializable(typeof(UpdateCustomerRequest))]
[JsonSerializable(typeof(MergeCustomersRequest))]
[JsonSerializable(typeof(UpdateCustomerDataRequest))]
[JsonSerializable(typeof(CustomerDataResource))]
[JsonSerializable(typeof(MergeSuggestionsResource))]
public sealed partial class CustomersJson : JsonSerializerContext;
