using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>A user or customer as tickets and messages show one.</summary>
/// <param name="Id">Of the user or the customer.</param>
/// <param name="Email">The primary address.</param>
/// <param name="Name">The full name.</param>
/// <param name="Firstname">The first word of the name, else empty.</param>
/// <param name="Lastname">The last word of a name of several words, else empty.</param>
/// <param name="Meta">Free data.</param>
public sealed record PersonResource(long Id, string? Email, string? Name, string Firstname, string Lastname, JsonElement? Meta);

/// <summary>The user whom a ticket is assigned to.</summary>
/// <param name="Id">Of the user.</param>
/// <param name="Email">Login address.</param>
/// <param name="Name">The full name.</param>
/// <param name="Firstname">The first word of the name.</param>
/// <param name="Lastname">The last word of the name.</param>
/// <param name="Meta">Free data.</param>
/// <param name="Bio">What the user says of themself.</param>
public sealed record AssigneeResource(long Id, string? Email, string? Name, string Firstname, string Lastname, JsonElement? Meta, string? Bio);

/// <summary>The team that a ticket is assigned to.</summary>
/// <param name="Id">Of the team.</param>
/// <param name="Name">Its name.</param>
/// <param name="Decoration">Empty, or with an <c>emoji</c>.</param>
public sealed record AssigneeTeamResource(long Id, string Name, [property: Shape(typeof(TeamDecoration))] JsonElement? Decoration);

/// <summary>Points at a user, a team or another object by its id. 0 and null mean nobody.</summary>
/// <param name="Id">The id.</param>
[WireReference]
public sealed record ReferenceRequest(long? Id = null);

/// <summary>
/// Points at a person by id, else by e-mail, external id or channel address; an unknown customer is made from the other members. A user is only found,
/// never made.
/// </summary>
[WireReference]
public sealed record PersonRequest
{
    /// <summary>The id; 0 is the caller where a user is meant.</summary>
    public long? Id { get; init; }

    /// <summary>At most 320 characters.</summary>
    public string? Email { get; init; }

    /// <summary>The name of a customer who is made.</summary>
    public string? Name { get; init; }

    /// <summary>The caller's own id of a customer.</summary>
    public string? ExternalId { get; init; }

    /// <summary>A note on a customer who is made.</summary>
    public string? Note { get; init; }

    /// <summary>IANA name.</summary>
    public string? Timezone { get; init; }

    /// <summary>ISO 639-1.</summary>
    public string? Language { get; init; }

    /// <summary>Free data of a customer who is made.</summary>
    public JsonElement? Meta { get; init; }

    /// <summary>Addresses that find a customer, or belong to one who is made.</summary>
    public IReadOnlyList<ChannelReferenceRequest>? Channels { get; init; }
}

/// <summary>A contact address inside a <see cref="PersonRequest"/>.</summary>
/// <param name="Type">Such as <c>email</c> or <c>phone</c>.</param>
/// <param name="Address">At most 320 characters.</param>
[WireReference]
public sealed record ChannelReferenceRequest(string? Type = null, string? Address = null);
