using System.Text.Json;
using System.Text.RegularExpressions;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Npgsql;

namespace Antiphon.Sandbox.Snapshots;

/// <summary>Everything of a sandbox, as it once was.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Unique in the account.</param>
/// <param name="ClockAt">What time it was in the account.</param>
/// <param name="IsFrozen">Whether its clock stood still.</param>
/// <param name="CreatedAt">By ordinary time.</param>
/// <param name="Numbers">The last number that each table had given.</param>
/// <param name="Rows">How many rows it holds.</param>
/// <param name="Bytes">How large they are.</param>
internal sealed partial record Snapshot(long Id, string Name, DateTimeOffset ClockAt, bool IsFrozen, DateTimeOffset CreatedAt, string Numbers, long Rows, long Bytes)
{
    /// <summary>How the account was made; nobody takes or deletes it.</summary>
    public const string Origin = "origin";

    public static Sql Select(long accountId) => Sql.Of(
        $"""
        select s.id, s.name, s.clock_at, s.frozen, s.created_at, s.numbers::text,
          (select coalesce(sum(p.rows), 0)::bigint from sandbox_pieces p where p.account_id = s.account_id and p.snapshot_id = s.id),
          (select coalesce(sum(length(p.data)), 0)::bigint from sandbox_pieces p where p.account_id = s.account_id and p.snapshot_id = s.id)
        from sandbox_snapshots s where s.account_id = {accountId}
        """);

    public static Snapshot Read(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), row.Time(2), row.GetBoolean(3), row.Time(4), row.GetString(5), row.GetInt64(6), row.GetInt64(7));

    /// <summary>A column of numbers as they are kept: table, and the last number or null.</summary>
    public IReadOnlyDictionary<string, long?> LastNumbers() => JsonSerializer.Deserialize(Numbers, SnapshotJson.Default.DictionaryStringNullableInt64)!;

    public SandboxSnapshotResource ToResource() => new(Name, ClockAt, IsFrozen, CreatedAt, Rows, Bytes, $"{SandboxRoutes.Path}/snapshots/{Name}/");

    public static FieldErrors CheckName(FieldErrors errors, string? name) => errors.Required("name", name)
        .AddIf(name is not null && !NamePattern().IsMatch(name), "name", "Use 1 to 63 lower-case letters, digits, hyphens and underscores.")
        .AddIf(name == Origin, "name", "This name is that of how the account was made.");

    [GeneratedRegex("^[a-z0-9][a-z0-9_-]{0,62}$", RegexOptions.NonBacktracking)]
    private static partial Regex NamePattern();
}

[System.Text.Json.Serialization.JsonSerializable(typeof(Dictionary<string, long?>))]
internal sealed partial class SnapshotJson : System.Text.Json.Serialization.JsonSerializerContext;
