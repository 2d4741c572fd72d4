using Antiphon.Data;
using Npgsql;

namespace Antiphon.Audit.Chain;

/// <summary>An act or a change that is not in the chain yet.</summary>
internal sealed record PendingRow(
    long Id, string Transaction, bool IsAct, DateTimeOffset CreatedAt, string Action, string ObjectType, long? ObjectId, long? UserId, string? Actor, long? ActorId, Guid? Context,
    string? From, string? Data, string? Part, string? Before, string? After)
{
    public const string Columns =
        "id, transaction::text, is_act, created_at, action, object_type, object_id, user_id, actor, actor_id, context, came_from, data, part, before, after";

    public static PendingRow Read(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetBoolean(2), row.Time(3), row.GetString(4), row.GetString(5), row.Long(6), row.Long(7), row.Text(8), row.Long(9),
        row.IsDBNull(10) ? null : row.GetGuid(10), row.Text(11), row.Text(12), row.Text(13), row.Text(14), row.Text(15));
}
