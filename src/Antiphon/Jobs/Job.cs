using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Files;
using Npgsql;

namespace Antiphon.Jobs;

/// <summary>A bulk operation, as callers see it.</summary>
internal sealed record Job
{
    private const string Columns =
        """
        j.id, j.type, j.status, j.params, j.meta, j.total_count, j.progress_count, j.failed_count, j.failures, j.error, j.address, j.user_id, j.scheduled_at, j.started_at,
        j.locked_at, j.ended_at, j.failed_at, j.cancel_requested_at, j.cancelled_at, j.created_at,
        f.id, f.account_id, f.type, f.resource_name, f.name, f.content_type, f.digest, f.size, f.created_at
        """;

    public const string WaitingStatuses = "('pending', 'scheduled')";
    public const string ActiveStatuses = "('running', 'cancel_requested')";

    public long Id { get; init; }

    public required string Type { get; init; }

    public required string Status { get; init; }

    public JsonElement Params { get; init; }

    public JsonElement? Meta { get; init; }

    public required JobInfo Info { get; init; }

    public long? UserId { get; init; }

    public DateTimeOffset? ScheduledAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? LockedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public DateTimeOffset? FailedAt { get; init; }

    public DateTimeOffset? CancelRequestedAt { get; init; }

    public DateTimeOffset? CancelledAt { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public bool IsWaiting => Status is JobStatus.Pending or JobStatus.Scheduled;

    /// <summary>A select whose where clause goes on with conditions on <c>j</c>.</summary>
    public static Sql Select(long accountId) => Sql.Of(
        $"select {Columns:raw} from jobs j left join files f on f.account_id = j.account_id and f.id = j.file_id where j.account_id = {accountId}");

    public static Job Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Type = row.GetString(1),
        Status = row.GetString(2),
        Params = row.Json(3)!.Value,
        Meta = row.Json(4),
        Info = new JobInfo(row.GetInt64(6), row.Long(5), row.GetInt64(7), LinkOf(row), FailuresOf(row.GetString(8)), row.Text(9)),
        UserId = row.Long(11),
        ScheduledAt = row.TimeOrNull(12),
        StartedAt = row.TimeOrNull(13),
        LockedAt = row.TimeOrNull(14),
        EndedAt = row.TimeOrNull(15),
        FailedAt = row.TimeOrNull(16),
        CancelRequestedAt = row.TimeOrNull(17),
        CancelledAt = row.TimeOrNull(18),
        CreatedAt = row.Time(19),
    };

    public JobResource ToResource() => new()
    {
        Id = Id,
        Type = Type,
        Status = Status,
        Params = Params,
        Info = Info,
        Meta = Meta,
        ScheduledDatetime = ScheduledAt,
        StartedDatetime = StartedAt,
        EndedDatetime = EndedAt,
        FailedDatetime = FailedAt,
        LockedDatetime = LockedAt,
        CancelRequestedDatetime = CancelRequestedAt,
        CancelledDatetime = CancelledAt,
        CreatedDatetime = CreatedAt,
        UserId = UserId,
        Uri = $"/api/jobs/{Id}/",
    };

    private static string? LinkOf(NpgsqlDataReader row) => row.IsDBNull(20)
        ? null
        : row.GetString(10) + FileAddress.Of(new StoredFile(
            row.GetInt64(20), row.GetInt64(21), row.GetString(22), row.GetString(23), row.GetString(24), row.GetString(25), row.GetFieldValue<byte[]>(26), row.GetInt64(27), row.Time(28)));

    private static IReadOnlyList<JobFailure> FailuresOf(string json) =>
        JsonSerializer.Deserialize(json, (JsonTypeInfo<IReadOnlyList<JobFailure>>)WireJson.Options.GetTypeInfo(typeof(IReadOnlyList<JobFailure>)))!;
}
