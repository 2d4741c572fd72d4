using Antiphon.Contract;
using Antiphon.Data;
using Npgsql;

namespace Antiphon.VoiceCalls;

/// <summary>Something that happened in a call.</summary>
internal sealed record VoiceCallEvent(long Id, DateTimeOffset CreatedAt, VoiceCallEventResource Resource)
{
    private const string Columns = "e.id, e.created_at, e.type, e.account_id, e.call_id, e.user_id, e.customer_id, e.meta";

    /// <summary>A select whose where clause goes on with conditions on <c>e</c>.</summary>
    public static Sql Select(long accountId) => Sql.Of($"select {Columns:raw} from voice_call_events e where e.account_id = {accountId}");

    public static VoiceCallEvent Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.Time(1),
        new(row.GetInt64(0), row.GetString(2), row.GetInt64(3), row.GetInt64(4), row.Long(5), row.Long(6), row.Time(1), row.Json(7)!.Value));
}
