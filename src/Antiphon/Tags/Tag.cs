using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Npgsql;

namespace Antiphon.Tags;

/// <summary>A label of the account.</summary>
internal sealed record Tag(long Id, string Name, string? Description, JsonElement? Decoration, long Usage, DateTimeOffset CreatedAt)
{
    public const int MaxNameLength = 256;
    public const int MaxDescriptionLength = 1024;

    /// <summary>The columns of a tag that was just written; nothing counts on it yet beyond what is folded.</summary>
    public const string Columns = "id, name, description, decoration, usage, created_at";

    public static Tag Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetString(1), row.Text(2), row.Json(3), row.GetInt64(4), row.Time(5));

    public TagResource ToResource() => new(Id, Name, Description, Decoration, Usage, CreatedAt, null, $"/api/tags/{Id}/");

    public static void Check(FieldErrors errors, string? name, string? description, TagDecoration? decoration)
    {
        errors.MaxLength("name", name, MaxNameLength).MaxLength("description", description, MaxDescriptionLength);
        errors.Under("decoration").HexColor("color", decoration?.Color);
    }

    /// <summary>What is stored of a decoration: the object as it was sent, without members that were not.</summary>
    public static Jsonb Store(TagDecoration? decoration) =>
        new(decoration is null ? null : decoration.Color is null ? "{}" : $$"""{"color": "{{decoration.Color}}"}""");
}
