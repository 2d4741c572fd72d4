using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>The values of <see cref="SearchRequest.Type"/>: what is searched, and what is answered.</summary>
public static class SearchType
{
#pragma warning disable CS1591 // the page "Search" has a table of them
    public const string Agent = "agent";
    public const string Customer = "customer";
    public const string CustomerProfile = "customer_profile";
    public const string CustomerChannel = "customer_channel";
    public const string CustomerChannelEmail = "customer_channel_email";
    public const string CustomerChannelPhone = "customer_channel_phone";
    public const string CustomersByPhone = "customers_by_phone";
    public const string Integration = "integration";
    public const string Team = "team";
    public const string Tag = "tag";
#pragma warning restore CS1591

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Agent, Customer, CustomerProfile, CustomerChannel, CustomerChannelEmail, CustomerChannelPhone, CustomersByPhone, Integration, Team, Tag];
}

/// <summary>Body of <c>POST /api/search</c>. See the page "Search".</summary>
/// <param name="Type">Required: one of <see cref="SearchType"/>.</param>
/// <param name="Query">What is typed; empty: the most recent objects. Each word begins a word of what is found.</param>
/// <param name="Size">1 to 50; 10 when absent.</param>
public sealed record SearchRequest(string? Type = null, string? Query = null, long? Size = null);

/// <summary>A customer as the type <c>customer</c> answers one.</summary>
/// <param name="Id">Positive, unique in the account.</param>
/// <param name="Name">The full name.</param>
/// <param name="Email">The primary address.</param>
/// <param name="Firstname">The first word of the name, else empty.</param>
/// <param name="Lastname">The last word of a name of several words, else empty.</param>
/// <param name="ExternalId">The caller's own id.</param>
public sealed record FoundCustomerResource(long Id, string? Name, string? Email, string Firstname, string Lastname, string? ExternalId);

/// <summary>An address as the types <c>customer_channel…</c> answer one.</summary>
/// <param name="Id">Positive, unique in the account.</param>
/// <param name="Type">Such as <c>email</c> or <c>phone</c>.</param>
/// <param name="Address">As it was given.</param>
/// <param name="Preferred">True for one channel of each type of a customer.</param>
/// <param name="Customer">The owner.</param>
public sealed record FoundChannelResource(long Id, string Type, string Address, bool Preferred, FoundChannelOwnerResource Customer);

/// <summary>The owner of an address that was found.</summary>
/// <param name="Id">Of the customer.</param>
/// <param name="Name">The full name.</param>
/// <param name="Email">The primary address.</param>
public sealed record FoundChannelOwnerResource(long Id, string? Name, string? Email);

/// <summary>An integration as the type <c>integration</c> answers one.</summary>
/// <param name="Id">Positive, unique in the account.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Type">One of <see cref="IntegrationType.All"/>.</param>
/// <param name="Address">Of a mailbox, a phone line, …</param>
/// <param name="DeactivatedDatetime">Since when it is switched off.</param>
/// <param name="Uri"><c>/api/integrations/{id}/</c>.</param>
public sealed record FoundIntegrationResource(long Id, string Name, string Type, string? Address, DateTimeOffset? DeactivatedDatetime, string Uri);

/// <summary>One answer of <c>GET /api/tickets/search</c>, an addition of Antiphon.</summary>
/// <param name="Ticket">The ticket, as lists show it.</param>
/// <param name="Highlights">Where the words stand.</param>
public sealed record FoundTicketResource(TicketCompactResource Ticket, TicketHighlightsResource Highlights);

/// <summary>Parts of a ticket's text as HTML: escaped, with <c>&lt;em&gt;</c> around each word that matched.</summary>
/// <param name="Subject">The whole subject when a word of it matched, else null.</param>
/// <param name="Body">At most two fragments of messages; empty when what matched stands elsewhere, such as in a name or a tag.</param>
public sealed record TicketHighlightsResource(string? Subject, IReadOnlyList<string> Body);

/// <summary>Source-generated metadata of the search.</summary>
[JsonSerializable(typeof(SearchRequest))]
[JsonSerializable(typeof(ListResource<JsonElement>))]
[JsonSerializable(typeof(IReadOnlyList<JsonElement>))]
[JsonSerializable(typeof(ListResource<FoundCustomerResource>))]
[JsonSerializable(typeof(ListResource<FoundChannelResource>))]
[JsonSerializable(typeof(ListResource<FoundIntegrationResource>))]
[JsonSerializable(typeof(ListResource<FoundTicketResource>))]
public sealed partial class SearchJson : JsonSerializerContext;
