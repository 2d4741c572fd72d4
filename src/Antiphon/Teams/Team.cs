using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Npgsql;

namespace Antiphon.Teams;

/// <summary>A group of users that tickets can be assigned to, with its members as they are at the moment.</summary>
internal sealed record Team(long Id, string Name, string? Description, JsonElement? Decoration, DateTimeOffset CreatedAt, IReadOnlyList<TeamMemberResource> Members)
{
    public const int MaxNameLength = 256;
    public const int MaxDescriptionLength = 1024;
    public const int MaxEmojiLength = 64;
    public const int MaxMembers = 1000;

    private const string Columns = "t.id, t.name, t.description, t.decoration, t.created_at";

    /// <summary>A select of teams with their members, which ends inside its where clause.</summary>
    public static Sql Select(long accountId) => Sql.Of(
        $$"""
        select {{Columns:raw}}, (
          select json_agg(json_build_object('id', u.id, 'name', u.name, 'email', u.email, 'meta', coalesce(u.meta, '{}')) order by m.position)
          from team_members m join users u on u.account_id = m.account_id and u.id = m.user_id
          where m.account_id = t.account_id and m.team_id = t.id)
        from teams t where t.account_id = {{accountId}}
        """);

    public static Team Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetString(1), row.Text(2), row.Json(3), row.Time(4), Members: ReadMembers(row.Text(5)));

    public TeamResource ToResource() => new(Id, $"/api/teams/{Id}/", Name, Description, Decoration, Members, CreatedAt);

    public static void Check(FieldErrors errors, string? name, string? description, TeamDecoration? decoration, IReadOnlyList<TeamMemberRequest>? members)
    {
        errors
            .MaxLength("name", name, MaxNameLength)
            .MaxLength("description", description, MaxDescriptionLength)
            .MaxCount("members", members?.Count, MaxMembers);
        errors.Under("decoration").MaxLength("emoji", decoration?.Emoji, MaxEmojiLength);
        var list = errors.Under("members");
        for (var i = 0; i < (members?.Count ?? 0); i++)
        {
            list.Under(i).Required("id", members![i].Id);
        }
    }

    /// <summary>What is stored of a decoration: the object as it was sent, without members that were not.</summary>
    public static Jsonb Store(TeamDecoration? decoration) => new(decoration switch
    {
        null => null,
        { Emoji: null } => "{}",
        { Emoji: { } emoji } => new System.Text.Json.Nodes.JsonObject { ["emoji"] = emoji }.ToJsonString(),
    });

    private static IReadOnlyList<TeamMemberResource> ReadMembers(string? json) => json is null
        ? []
        : JsonSerializer.Deserialize(json, (JsonTypeInfo<IReadOnlyList<TeamMemberResource>>)WireJson.Options.GetTypeInfo(typeof(IReadOnlyList<TeamMemberResource>)))!;
}
