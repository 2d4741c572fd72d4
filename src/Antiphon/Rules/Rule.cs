using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Language;
using Antiphon.Language.Syntax;
using Npgsql;

namespace Antiphon.Rules;

/// <summary>Code that runs when something happens to a ticket.</summary>
internal sealed record Rule(
    long Id,
    string Name,
    string? Description,
    string Code,
    string[]? EventTypes,
    int Priority,
    string Type,
    JsonElement? Settings,
    DateTimeOffset? DeactivatedAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    public const string Columns = "id, name, description, code, event_types, priority, type, settings, deactivated_at, created_at, updated_at";

    /// <summary>The order in which rules run, to end a statement.</summary>
    public const string RunningOrder = "order by priority desc, id";

    public bool IsActive => DeactivatedAt is null;

    public static Rule Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.Text(2),
        row.GetString(3),
        row.IsDBNull(4) ? null : row.GetFieldValue<string[]>(4),
        row.GetInt32(5),
        row.GetString(6),
        row.Json(7),
        row.TimeOrNull(8),
        row.Time(9),
        row.Time(10));

    public RuleResource ToResource() => new(
        Id, Name, Description, Code, TreeOf(Code), EventTypes is null ? null : string.Join(',', EventTypes), Priority, Type, Settings, DeactivatedAt, CreatedAt, UpdatedAt, $"/api/rules/{Id}/");

    // Stored code has been checked, so it parses; a stricter language of a later version must not make it unreadable.
    private static JsonElement TreeOf(string code) => EsTree.ToJson(RuleCode.Parse(code).Value?.Tree ?? RuleCode.Parse("").Value!.Tree);
}
