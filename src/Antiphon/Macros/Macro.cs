using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Data;
using Npgsql;

namespace Antiphon.Macros;

/// <summary>A named list of actions.</summary>
internal sealed record Macro(
    long Id,
    string? ExternalId,
    string Name,
    string? Intent,
    string? Language,
    long Usage,
    JsonElement Actions,
    DateTimeOffset CreatedAt,
    DateTimeOffset? UpdatedAt,
    DateTimeOffset? ArchivedAt)
{
    public const string Columns = "id, external_id, name, intent, language, usage, actions, created_at, updated_at, archived_at";

    public static Macro Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.Text(1),
        row.GetString(2),
        row.Text(3),
        row.Text(4),
        row.GetInt64(5),
        row.Json(6)!.Value,
        row.Time(7),
        row.TimeOrNull(8),
        row.TimeOrNull(9));

    public MacroResource ToResource() => new(Id, ExternalId, Name, Intent, Language, Usage, Actions, CreatedAt, UpdatedAt, ArchivedAt, $"/api/macros/{Id}/");
}
