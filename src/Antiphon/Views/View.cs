using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Identity;
using Npgsql;

namespace Antiphon.Views;

/// <summary>A saved filter and order over tickets or customers, with those it is shared with as they are at the moment.</summary>
internal sealed record View
{
    public const string System = "system";
    public const string Tickets = "ticket-list";
    public const string Customers = "customer-list";
    public const string Public = "public";
    public const string Shared = "shared";
    public const string Private = "private";

    public long Id { get; init; }

    public required string Category { get; init; }

    public required string Type { get; init; }

    public required string Name { get; init; }

    public required string Slug { get; init; }

    public required string Visibility { get; init; }

    public long? SectionId { get; init; }

    public JsonElement? Decoration { get; init; }

    public required IReadOnlyList<string> Fields { get; init; }

    public required string Filters { get; init; }

    public required string OrderBy { get; init; }

    public required string OrderDir { get; init; }

    public string? Search { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? DeactivatedAt { get; init; }

    public IReadOnlyList<ViewUserResource> Users { get; init; } = [];

    public IReadOnlyList<ViewTeamResource> Teams { get; init; } = [];

    /// <summary>
    /// The views that the actor may see, up to and into the where clause: public ones, those shared with the actor or a team of the actor, own private
    /// ones, and for leads and admins all shared ones.
    /// </summary>
    public static Sql Select(Actor actor) => Sql.Of(
        $$"""
        select v.id, v.category, v.type, v.name, v.slug, v.visibility, v.section_id, v.decoration, v.fields, v.filters, v.order_by, v.order_dir, v.search,
          v.created_at, v.deactivated_at,
          (select json_agg(json_build_object('id', u.id, 'name', u.name, 'meta', coalesce(u.meta, '{}')) order by s.position)
           from view_users s join users u on u.account_id = s.account_id and u.id = s.user_id where s.account_id = {{actor.AccountId}} and s.view_id = v.id),
          (select json_agg(json_build_object('id', t.id, 'name', t.name, 'decoration', t.decoration) order by s.position)
           from view_teams s join teams t on t.account_id = s.account_id and t.id = s.team_id where s.account_id = {{actor.AccountId}} and s.view_id = v.id)
        from views v where v.account_id = {{actor.AccountId}} and {{VisibleTo(actor)}}
        """);

    public static Sql VisibleTo(Actor actor) => Sql.Of(
        $"""
        (v.visibility = 'public' or (v.visibility = 'shared' and {actor.Can(Right.LeadDesk)})
          or exists (select from view_users s where s.account_id = {actor.AccountId} and s.view_id = v.id and s.user_id = {actor.UserId})
          or (v.visibility = 'shared' and exists (
            select from view_teams s join team_members m on m.account_id = s.account_id and m.team_id = s.team_id
            where s.account_id = {actor.AccountId} and s.view_id = v.id and m.user_id = {actor.UserId})))
        """);

    public static View Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Category = row.GetString(1),
        Type = row.GetString(2),
        Name = row.GetString(3),
        Slug = row.GetString(4),
        Visibility = row.GetString(5),
        SectionId = row.Long(6),
        Decoration = row.Json(7),
        Fields = row.GetFieldValue<string[]>(8),
        Filters = row.GetString(9),
        OrderBy = row.GetString(10),
        OrderDir = row.GetString(11),
        Search = row.Text(12),
        CreatedAt = row.Time(13),
        DeactivatedAt = row.TimeOrNull(14),
        Users = ReadList<ViewUserResource>(row.Text(15)),
        Teams = ReadList<ViewTeamResource>(row.Text(16)),
    };

    public ViewResource ToResource() => new(
        Id,
        $"/api/views/{Id}/",
        Category,
        Type,
        Name,
        Slug,
        Visibility,
        Users,
        Teams,
        SectionId,
        Decoration,
        Fields,
        Filters,
        ViewFilter.Tree(this),
        OrderBy,
        OrderDir,
        Search,
        CreatedAt,
        DeactivatedAt);

    private static IReadOnlyList<T> ReadList<T>(string? json) =>
        json is null ? [] : JsonSerializer.Deserialize(json, (JsonTypeInfo<IReadOnlyList<T>>)WireJson.Options.GetTypeInfo(typeof(IReadOnlyList<T>)))!;
}
