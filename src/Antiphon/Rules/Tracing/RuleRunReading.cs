using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Rules.Running;
using Npgsql;

namespace Antiphon.Rules.Tracing;

/// <summary>A run of a rule as it is read back.</summary>
internal static class RuleRunReading
{
    public const string Columns = "id, rule_id, rule_name, ticket_id, event_id, event_type, context, chain, outcome, trace, created_at";

    public static RuleRunResource Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        new(row.GetInt64(1), row.GetString(2)),
        row.GetInt64(3),
        row.GetInt64(4),
        row.GetString(5),
        row.GetGuid(6),
        row.GetInt32(7),
        row.GetString(8),
        FinishedRun.ReadTrace(row, 9),
        row.Time(10));
}
