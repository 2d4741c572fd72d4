using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>A group of users that tickets can be assigned to. See the page "Users and teams".</summary>
/// <param name="Id">Positive, unique in the account.</param>
/// <param name="Uri"><c>/api/teams/{id}/</c>.</param>
/// <param name="Name">1 to 256 characters.</param>
/// <param name="Description">At most 1024 characters.</param>
/// <param name="Decoration">Null, empty or with an <c>emoji</c>.</param>
/// <param name="Members">In the order in which they were given.</param>
/// <param name="CreatedDatetime">When it was made.</param>
public sealed record TeamResource(
    long Id,
    string Uri,
    string Name,
    string? Description,
    [property: Shape(typeof(TeamDecoration))] JsonElement? Decoration,
    IReadOnlyList<TeamMemberResource> Members,
    DateTimeOffset? CreatedDatetime);

/// <summary>A user in a team.</summary>
/// <param name="Id">Of the user.</param>
/// <param name="Name">The full name.</param>
/// <param name="Email">The login address.</param>
/// <param name="Meta">The user's free data.</param>
public sealed record TeamMemberResource(long Id, string? Name, string? Email, JsonElement? Meta);

/// <summary>How a team looks.</summary>
/// <param name="Emoji">At most 64 characters.</param>
public sealed record TeamDecoration(string? Emoji);

/// <summary>A member of a team by the user's id; whatever else is sent of the user is ignored.</summary>
/// <param name="Id">Required.</param>
[WireReference]
public sealed record TeamMemberRequest(long? Id);

/// <summary>Body of <c>POST /api/teams</c>.</summary>
/// <param name="Name">Required, 1 to 256 characters.</param>
/// <param name="Description">At most 1024 characters.</param>
/// <param name="Decoration">Its emoji.</param>
/// <param name="Members">At most 1000 users.</param>
public sealed record CreateTeamRequest(
    string? Name,
    string? Description = null,
    TeamDecoration? Decoration = null,
    IReadOnlyList<TeamMemberRequest>? Members = null);

/// <summary>Body of <c>PUT /api/teams/{id}</c>: only what is present changes.</summary>
/// <param name="Name">1 to 256 characters.</param>
/// <param name="Description">At most 1024 characters; null clears it.</param>
/// <param name="Decoration">Its emoji; null clears it.</param>
/// <param name="Members">Replaces the whole list.</param>
public sealed record UpdateTeamRequest(
    Optional<string?> Name = default,
    Optional<string?> Description = default,
    Optional<TeamDecoration?> Decoration = default,
    Optional<IReadOnlyList<TeamMemberRequest>?> Members = default);

/// <summary>Source-generated metadata of the teams.</summary>
[JsonSerializable(typeof(TeamResource))]
[JsonSerializable(typeof(ListResource<TeamResource>))]
[JsonSerializable(typeof(IReadOnlyList<TeamMemberResource>))]
[JsonSerializable(typeof(CreateTeamRequest))]
[JsonSerializable(typeof(UpdateTeamRequest))]
public sealed partial class TeamsJson : JsonSerializerContext;
