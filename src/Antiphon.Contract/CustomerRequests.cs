using System.Text.Json;

namespace Antiphon.Contract;

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
