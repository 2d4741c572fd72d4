using System.Text;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Integrations.Delivery.Sending;
using Npgsql;

namespace Antiphon.Integrations.Delivery.Log;

/// <summary>Reads deliveries as the API shows them.</summary>
internal static class DeliveryReading
{
    public const string Columns =
        "id, uid, integration_id, event_id, event_type, subject_type, subject_id, sequence, state, attempts, last_status, last_error, nullif(due_at, 'infinity') due_at, created_at, finished_at";

    public const string AttemptColumns = "number, started_at, duration_ms, method, url, request_headers, status, error, response_headers, response_body";

    public static DeliveryResource Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetGuid(1),
        row.GetInt64(2),
        row.Long(3),
        row.GetString(4),
        row.GetString(5),
        row.GetInt64(6),
        row.GetInt64(7),
        row.GetString(8),
        row.GetInt32(9),
        row.IsDBNull(10) ? null : row.GetInt32(10),
        row.Text(11),
        row.GetString(8) == DeliveryStatus.Pending ? row.TimeOrNull(12) : null,
        row.Time(13),
        row.TimeOrNull(14));

    public static DeliveryAttemptResource ReadAttempt(NpgsqlDataReader row) => new(
        row.GetInt32(0),
        row.Time(1),
        row.GetInt32(2),
        row.GetString(3),
        row.GetString(4),
        row.Json(5)!.Value,
        row.IsDBNull(6) ? null : row.GetInt32(6),
        row.Text(7),
        row.Json(8),
        TextOf(row, 9));

    private static string? TextOf(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(column));

    public static string MaskedUrl(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) ? LogMask.Url(address) : url;

    /// <summary>Answers one row when the integration is there and calls others.</summary>
    public static Sql Owner(long accountId, long integrationId) =>
        Sql.Of($"select integration_id from http_integrations where account_id = {accountId} and integration_id = {integrationId}");
}
