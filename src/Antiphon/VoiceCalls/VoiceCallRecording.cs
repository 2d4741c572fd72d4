using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Files;
using Antiphon.Http;
using Npgsql;

namespace Antiphon.VoiceCalls;

/// <summary>The audio of a call: our copy, or where it came from as long as there is none.</summary>
internal sealed record VoiceCallRecording(
    long Id, long CallId, string ExternalId, string Type, int? Duration, string SourceUrl, long? MessageId, string? TranscriptionStatus, DateTimeOffset CreatedAt, DateTimeOffset? DeletedAt, long? DeletedBy)
{
    private const string Columns =
        """
        r.id, r.call_id, r.external_id, r.type, r.duration, r.source_url, r.message_id, r.transcription_status, r.created_at, r.deleted_at, r.deleted_by,
        f.id, f.account_id, f.type, f.resource_name, f.name, f.content_type, f.digest, f.size, f.created_at
        """;

    /// <summary>Our copy.</summary>
    public StoredFile? File { get; init; }

    /// <summary>A select whose where clause goes on with conditions on <c>r</c>.</summary>
    public static Sql Select(long accountId) => Sql.Of(
        $"select {Columns:raw} from voice_call_recordings r left join files f on f.account_id = r.account_id and f.id = r.file_id where r.account_id = {accountId}");

    public static VoiceCallRecording Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetInt64(1),
        row.GetString(2),
        row.GetString(3),
        row.IsDBNull(4) ? null : row.GetInt32(4),
        row.GetString(5),
        row.Long(6),
        row.Text(7),
        row.Time(8),
        row.TimeOrNull(9),
        row.Long(10))
    {
        File = row.IsDBNull(11) ? null : new StoredFile(
            row.GetInt64(11), row.GetInt64(12), row.GetString(13), row.GetString(14), row.GetString(15), row.GetString(16), row.GetFieldValue<byte[]>(17), row.GetInt64(18), row.Time(19)),
    };

    public VoiceCallRecordingResource ToResource(Origin origin) => new(
        Id, CallId, ExternalId, DeletedAt is not null ? null : File is { } file ? origin.To(file.Address) : SourceUrl, Duration, Type, CreatedAt, DeletedAt, DeletedBy, null, TranscriptionStatus);
}
