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

/// <summary>An address in a body. The read-only members of a channel that was read are ignored, so that an answer can be sent back.</summary>
/// <param name="Type">Required: lower-case letters, digits, hyphens and underscores.</param>
/// <param name="Address">Required, at most 320 characters.</param>
/// <param name="Preferred">Default: true for the first of its type.</param>
[WireReference]
public sealed record CustomerChannelRequest(string? Type = null, string? Address = null, bool? Preferred = null);

/// <summary>Body of <c>POST /api/customers</c>. Nothing is required.</summary>
public sealed record CreateCustomerRequest
{
    /// <summary>Addresses. Without <see cref="Email"/> the preferred e-mail channel becomes the primary address.</summary>
    public IReadOnlyList<CustomerChannelRequest>? Channels { get; init; }

    /// <summary>At most 320 characters; unique (409). Adds an e-mail channel.</summary>
    public string? Email { get; init; }

    /// <summary>At most 512 characters.</summary>
    public string? Name { get; init; }

    /// <summary>At most 255 characters; unique (409).</summary>
    public string? ExternalId { get; init; }

    /// <summary>ISO 639-1.</summary>
    public string? Language { get; init; }

    /// <summary>IANA name.</summary>
    public string? Timezone { get; init; }

    /// <summary>Begins the name when <see cref="Name"/> is absent.</summary>
    public string? Firstname { get; init; }

    /// <summary>Ends the name when <see cref="Name"/> is absent.</summary>
    public string? Lastname { get; init; }

    /// <summary>A remark for agents.</summary>
    public string? Note { get; init; }

    /// <summary>Free data; an object.</summary>
    public JsonElement? Meta { get; init; }

    /// <summary>External data of any JSON type.</summary>
    public JsonElement? Data { get; init; }

    /// <summary>Field values.</summary>
    public IReadOnlyList<CustomFieldValueRequest>? CustomFields { get; init; }
}

/// <summary>
/// Body of <c>PUT /api/customers/{id}</c>, and what a merge sets on the survivor: only what is present changes, and null clears.
/// </summary>
public record UpdateCustomerRequest
{
    /// <summary>Replaces the whole list: an address that is left out is deleted.</summary>
    public Optional<IReadOnlyList<CustomerChannelRequest>?> Channels { get; init; }

    /// <summary>Updates or adds the e-mail channel; at most 320 characters, unique (409).</summary>
    public Optional<string?> Email { get; init; }

    /// <summary>At most 512 characters.</summary>
    public Optional<string?> Name { get; init; }

    /// <summary>At most 255 characters; unique (409).</summary>
    public Optional<string?> ExternalId { get; init; }

    /// <summary>ISO 639-1.</summary>
    public Optional<string?> Language { get; init; }

    /// <summary>IANA name.</summary>
    public Optional<string?> Timezone { get; init; }

    /// <summary>Begins the name when <see cref="Name"/> is absent.</summary>
    public Optional<string?> Firstname { get; init; }

    /// <summary>Ends the name when <see cref="Name"/> is absent.</summary>
    public Optional<string?> Lastname { get; init; }

    /// <summary>A remark for agents.</summary>
    public Optional<string?> Note { get; init; }

    /// <summary>Free data; an object.</summary>
    public Optional<JsonElement?> Meta { get; init; }

    /// <summary>External data of any JSON type.</summary>
    public Optional<JsonElement?> Data { get; init; }

    /// <summary>Field values.</summary>
    public Optional<IReadOnlyList<CustomFieldValueRequest>?> CustomFields { get; init; }
}

/// <summary>
/// Body of <c>POST /api/customers/{id}/merge</c> and of <c>PUT /api/customers/merge</c>: what to set on the survivor. See "Merge" of the customers page.
/// </summary>
public sealed record MergeCustomersRequest : UpdateCustomerRequest
{
    /// <summary>The customer that vanishes. Only in the first form; the second has it in the query.</summary>
    [WireSynonym("customer_id")]
    [WireSynonym("source_customer_id")]
    public long? SourceId { get; init; }
}

/// <summary>Body of <c>PUT /api/customers/{id}/data</c>.</summary>
/// <param name="Data">Required; any JSON, replaces what is stored. Null clears.</param>
/// <param name="Version">When the data was current. Data that is older than what is stored is silently ignored.</param>
public sealed record UpdateCustomerDataRequest(Optional<JsonElement?> Data, DateTimeOffset? Version = null);

/// <summary>Answer of <c>GET /api/customers/{id}/data</c>, an addition of Antiphon.</summary>
/// <param name="Data">Any JSON.</param>
/// <param name="Version">When the data was current, as its writer said.</param>
public sealed record CustomerDataResource(JsonElement? Data, DateTimeOffset? Version);

/// <summary>Answer of <c>GET /api/customers/{id}/merge-suggestions</c>, an addition of Antiphon: who may be the same person. Nothing is merged by itself.</summary>
/// <param name="Data">At most 20; those with the same number or mailbox before those with the same name alone.</param>
public sealed record MergeSuggestionsResource(IReadOnlyList<MergeSuggestionResource> Data);

/// <summary>Another customer who may be the same person.</summary>
/// <param name="Customer">The other one.</param>
/// <param name="Evidence">What speaks for it.</param>
/// <param name="SourceId">Who would vanish in a merge: whoever has no e-mail address, else the younger one.</param>
/// <param name="TargetId">Who would stay.</param>
public sealed record MergeSuggestionResource(ChannelOwnerResource Customer, IReadOnlyList<MergeEvidenceResource> Evidence, long SourceId, long TargetId);

/// <summary>Something that is the same about two customers.</summary>
/// <param name="Type">One of <see cref="MergeEvidence"/>.</param>
/// <param name="Value">As the other customer has it.</param>
public sealed record MergeEvidenceResource(string Type, string Value);

/// <summary>What can be the same about two customers.</summary>
public static class MergeEvidence
{
    /// <summary>A phone number, however it is spelled: of a channel, or one that the customer wrote in a message.</summary>
    public const string Phone = "phone";

    /// <summary>A mailbox: the address without what stands behind a plus.</summary>
    public const string Email = "email";

    /// <summary>The whole name, of two words at least; case and accents do not count.</summary>
    public const string Name = "name";
}

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
