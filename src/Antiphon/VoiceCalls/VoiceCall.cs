using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Antiphon.Contract;
using Antiphon.Data;
using Npgsql;

namespace Antiphon.VoiceCalls;

/// <summary>A call that is over.</summary>
internal sealed record VoiceCall(long Id, DateTimeOffset CreatedAt, VoiceCallResource Resource)
{
    private const string Columns =
        """
        c.id, c.created_at, c.ticket_id, c.customer_id, c.integration_id, c.external_id, c.provider, c.direction, c.status, c.termination_status, c.source, c.destination,
        c.country_source, c.country_destination, c.duration, c.phone_number_id, c.queue_id, c.answered_by, c.started_at, c.updated_at,
        exists (select from voice_call_recordings r where r.account_id = c.account_id and r.call_id = c.id and r.type = 'voicemail' and r.deleted_at is null),
        exists (select from voice_call_recordings r where r.account_id = c.account_id and r.call_id = c.id and r.type = 'call-recording' and r.deleted_at is null),
        (select json_agg(json_build_object('id', s.id, 'recording_id', s.recording_id, 'summary', s.summary, 'created_datetime', s.created_at) order by s.id)
         from voice_call_summaries s where s.account_id = c.account_id and s.call_id = c.id)
        """;

    /// <summary>A select whose where clause goes on with conditions on <c>c</c>.</summary>
    public static Sql Select(long accountId) => Sql.Of($"select {Columns:raw} from voice_calls c where c.account_id = {accountId}");

    public static VoiceCall Read(NpgsqlDataReader row)
    {
        var isOutbound = row.GetString(7) == VoiceCallWords.Outbound;
        var agent = row.Long(17);
        return new(row.GetInt64(0), row.Time(1), new VoiceCallResource
        {
            Id = row.GetInt64(0),
            CreatedDatetime = row.Time(1),
            TicketId = row.Long(2),
            CustomerId = row.Long(3),
            IntegrationId = row.Long(4) ?? 0,
            ExternalId = row.GetString(5),
            Provider = row.GetString(6),
            Direction = row.GetString(7),
            Status = row.GetString(8),
            TerminationStatus = row.Text(9),
            PhoneNumberSource = row.GetString(10),
            PhoneNumberDestination = row.GetString(11),
            CountrySource = row.Text(12),
            CountryDestination = row.Text(13),
            Duration = row.IsDBNull(14) ? null : row.GetInt32(14),
            PhoneNumberId = row.Long(15),
            QueueId = row.Long(16),
            InitiatedByAgentId = isOutbound ? agent : null,
            LastAnsweredByAgentId = isOutbound ? null : agent,
            LastRangAgentId = isOutbound ? null : agent,
            StartedDatetime = row.TimeOrNull(18),
            UpdatedDatetime = row.Time(19),
            HasVoicemail = row.GetBoolean(20),
            HasCallRecording = row.GetBoolean(21),
            Summaries = row.Text(22) is { } json
                ? JsonSerializer.Deserialize(json, (JsonTypeInfo<IReadOnlyList<VoiceCallSummaryResource>>)WireJson.Options.GetTypeInfo(typeof(IReadOnlyList<VoiceCallSummaryResource>)))!
                : [],
            MonitoringStatus = "none",
        });
    }
}
