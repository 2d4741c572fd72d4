using Antiphon.Data;

namespace Antiphon.Statistics.Scopes;

/// <summary>The columns that scopes about phone calls share.</summary>
internal static class CallColumns
{
    public static readonly ReportColumn IntegrationId = ReportColumn.Id("integrationId", Sql.Of($"f.integration_id"));
    public static readonly ReportColumn QueueId = ReportColumn.Id("queueId", Sql.Of($"f.queue_id"));
    public static readonly ReportColumn CustomerId = ReportColumn.Id("customerId", Sql.Of($"f.customer_id"));
    public static readonly ReportColumn Status = ReportColumn.Text("status", Sql.Of($"f.status"));
    public static readonly ReportColumn DisplayStatus = ReportColumn.Text("displayStatus", Sql.Of($"f.display_status"));
    public static readonly ReportColumn Direction = ReportColumn.Text("callDirection", Sql.Of($"f.direction"));
    public static readonly ReportColumn Duration = ReportColumn.Number("duration", Sql.Of($"f.duration"));
    public static readonly ReportColumn Source = ReportColumn.Text("source", Sql.Of($"f.source"));
    public static readonly ReportColumn Destination = ReportColumn.Text("destination", Sql.Of($"f.destination"));
    public static readonly ReportColumn TalkTime = ReportColumn.Number("talkTime", Sql.Of($"f.talk_seconds"));
    public static readonly ReportColumn WaitTime = ReportColumn.Number("waitTime", Sql.Of($"f.wait_seconds"));

    /// <summary>The recordings, by the path under which they are read.</summary>
    public static IReadOnlyList<ReportColumn> Recordings { get; } =
    [
        ReportColumn.Flag("voicemailAvailable", Sql.Of($"(f.voicemail_url is not null)")),
        ReportColumn.Text("voicemailUrl", Sql.Of($"f.voicemail_url")),
        ReportColumn.Flag("callRecordingAvailable", Sql.Of($"(f.recording_url is not null)")),
        ReportColumn.Text("callRecordingUrl", Sql.Of($"f.recording_url")),
    ];

    /// <summary>Whether the account worked when the call began; without the setting business-hours it always does.</summary>
    public static readonly ReportColumn IsDuringBusinessHours = ReportColumn.Flag("isDuringBusinessHours", Sql.Of($"true")) with { ValueIn = time => time.Holds(Sql.Of($"f.at")) };
}
