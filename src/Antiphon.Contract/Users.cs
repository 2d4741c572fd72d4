using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>A person, or a bot, of the company. See the page "Users and teams".</summary>
public sealed record UserResource
{
    /// <summary>Positive, unique in the account.</summary>
    public required long Id { get; init; }

    /// <summary>Whether the user may sign in; false takes every key away at once.</summary>
    public required bool Active { get; init; }

    /// <summary>What the user says of themself.</summary>
    public string? Bio { get; init; }

    /// <summary>When the user was made.</summary>
    public required DateTimeOffset CreatedDatetime { get; init; }

    /// <summary>ISO 3166-1 alpha-2.</summary>
    public string? Country { get; init; }

    /// <summary>When the user was last switched off; null while active.</summary>
    public DateTimeOffset? DeactivatedDatetime { get; init; }

    /// <summary>The login address, unique in the account whatever its case.</summary>
    public required string Email { get; init; }

    /// <summary>The caller's own id, unique where set.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The first word of the name.</summary>
    public required string Firstname { get; init; }

    /// <summary>Whether the user has chosen a password.</summary>
    public required bool HasPassword { get; init; }

    /// <summary>Whether signing in asks for a second factor.</summary>
    [JsonPropertyName("has_2fa_enabled")]
    public required bool Has2faEnabled { get; init; }

    /// <summary>The last word of a name of several words, else empty.</summary>
    public required string Lastname { get; init; }

    /// <summary>The language of the user interface: <c>fr</c> or <c>en</c>.</summary>
    public string? Language { get; init; }

    /// <summary>Free data; the service itself notes <c>sso</c> and <c>profile_picture_url</c>.</summary>
    public JsonElement? Meta { get; init; }

    /// <summary>The full name.</summary>
    public required string Name { get; init; }

    /// <summary>What the user may do.</summary>
    public required UserRole Role { get; init; }

    /// <summary>IANA name.</summary>
    public string? Timezone { get; init; }

    /// <summary>When anything above last changed.</summary>
    public required DateTimeOffset UpdatedDatetime { get; init; }

    /// <summary>The OAuth app that a bot belongs to.</summary>
    public string? ClientId { get; init; }

    /// <summary>An absolute URL, unlike that of other objects: <c>https://acme.example/api/users/{id}/</c>.</summary>
    public required string Uri { get; init; }
}

/// <summary>A role by its name.</summary>
/// <param name="Name"><c>admin</c>, <c>agent</c>, <c>basic-agent</c>, <c>bot</c>, <c>internal-agent</c>, <c>lite-agent</c> or <c>observer-agent</c>.</param>
public sealed record UserRole(string? Name);

/// <summary>Body of <c>POST /api/users</c>.</summary>
public sealed record CreateUserRequest
{
    /// <summary>Required, at most 320 characters; 409 when in use.</summary>
    public string? Email { get; init; }

    /// <summary>Required, 1 to 256 characters.</summary>
    public string? Name { get; init; }

    /// <summary>Required.</summary>
    public UserRole? Role { get; init; }

    /// <summary>At most 4096 characters.</summary>
    public string? Bio { get; init; }

    /// <summary>ISO 3166-1 alpha-2.</summary>
    public string? Country { get; init; }

    /// <summary>At most 255 characters; 409 when in use.</summary>
    public string? ExternalId { get; init; }

    /// <summary>A free object.</summary>
    public JsonElement? Meta { get; init; }

    /// <summary>IANA name; the account's when absent.</summary>
    public string? Timezone { get; init; }

    /// <summary><c>fr</c>, <c>en</c> or null.</summary>
    public string? Language { get; init; }

    /// <summary>Of older clients; together with <see cref="Lastname"/> it stands in for a missing name.</summary>
    public string? Firstname { get; init; }

    /// <summary>Of older clients; see <see cref="Firstname"/>.</summary>
    public string? Lastname { get; init; }

    /// <summary>Of older clients; false makes a user who may not sign in and gets no invitation.</summary>
    public bool? Active { get; init; }
}

/// <summary>Body of <c>PUT /api/users/{id}</c>: only what is present changes. All but the profile is for admins.</summary>
public sealed record UpdateUserRequest
{
    /// <summary>A changed address needs <see cref="PasswordConfirmation"/>; 409 when in use.</summary>
    public Optional<string?> Email { get; init; }

    /// <summary>1 to 256 characters.</summary>
    public Optional<string?> Name { get; init; }

    /// <summary>Of older clients: replaces the first word of the name when no name is sent.</summary>
    public Optional<string?> Firstname { get; init; }

    /// <summary>Of older clients: replaces the last word of the name when no name is sent.</summary>
    public Optional<string?> Lastname { get; init; }

    /// <summary>Admins only; the account owner's cannot change.</summary>
    public Optional<UserRole?> Role { get; init; }

    /// <summary>At most 4096 characters; null clears it.</summary>
    public Optional<string?> Bio { get; init; }

    /// <summary>ISO 3166-1 alpha-2; null clears it.</summary>
    public Optional<string?> Country { get; init; }

    /// <summary>Admins only; at most 255 characters; null clears it; 409 when in use.</summary>
    public Optional<string?> ExternalId { get; init; }

    /// <summary>Replaced as a whole; null clears it.</summary>
    public Optional<JsonElement?> Meta { get; init; }

    /// <summary>IANA name; null clears it.</summary>
    public Optional<string?> Timezone { get; init; }

    /// <summary><c>fr</c>, <c>en</c> or null.</summary>
    public Optional<string?> Language { get; init; }

    /// <summary>Admins only. False ends the user's access at once; the owner and the caller stay active.</summary>
    public Optional<bool?> Active { get; init; }

    /// <summary>The caller's current password, asked for with a changed email.</summary>
    public string? PasswordConfirmation { get; init; }

    /// <summary>8 to 1000 characters; only users themselves change theirs, and need <see cref="OldPassword"/>.</summary>
    public string? NewPassword { get; init; }

    /// <summary>The current password.</summary>
    public string? OldPassword { get; init; }

    /// <summary>Accepted and not looked at while the user has no second factor.</summary>
    public string? TwoFaCode { get; init; }
}

/// <summary>Body of <c>POST /invitations/{token}</c>.</summary>
/// <param name="Password">Required, 8 to 1000 characters.</param>
public sealed record AcceptInvitationRequest(string? Password);

/// <summary>Answer of <c>POST /api/users/{id}/invitation</c>, an addition of Antiphon: the invitation that was sent. Its link stands in the mail alone.</summary>
/// <param name="UserId">Who is invited.</param>
/// <param name="Email">Where the mail goes.</param>
/// <param name="ExpiresDatetime">Until when its link works.</param>
public sealed record InvitationResource(long UserId, string Email, DateTimeOffset ExpiresDatetime);

/// <summary>Source-generated metadata of the users.</summary>
[JsonSerializable(typeof(UserResource))]
[JsonSerializable(typeof(ListResource<UserResource>))]
[JsonSerializable(typeof(CreateUserRequest))]
[JsonSerializable(typeof(UpdateUserRequest))]
[JsonSerializable(typeof(AcceptInvitationRequest))]
[JsonSerializable(typeof(InvitationResource))]
public sealed partial class UsersJson : JsonSerializerContext;
