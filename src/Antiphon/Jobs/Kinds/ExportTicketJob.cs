using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Jobs.Running;
using Npgsql;

namespace Antiphon.Jobs.Kinds;

/// <summary>Writes a line for each ticket, by its id.</summary>
internal sealed class ExportTicketJob(DeskDb db, SelectTickets selectTickets) : IExportJob
{
    public string Type => JobType.ExportTicket;

    public string FileName => "tickets.csv";

    public IReadOnlyList<string> Header { get; } =
    [
        "id", "external_id", "subject", "status", "priority", "channel", "via", "language", "customer_id", "customer_name", "customer_email", "assignee_user_email", "assignee_team_name",
        "tags", "messages_count", "spam", "created_datetime", "updated_datetime", "opened_datetime", "last_received_message_datetime", "last_message_datetime", "closed_datetime",
        "snooze_datetime", "trashed_datetime",
    ];

    public Task<Result<long>> PrepareAsync(ClaimedJob job, Actor actor, CancellationToken cancellationToken) => selectTickets.RunAsync(job, BatchSize.Exported, actor, cancellationToken);

    public async Task<IReadOnlySet<long>> WriteAsync(IReadOnlyList<long> ids, CsvLines csv, Actor actor, CancellationToken cancellationToken)
    {
        var account = actor.AccountId;
        var lines = await db.ListAsync(
            $"""
            select t.id, t.external_id, t.subject, t.status, t.priority, t.channel, t.via, t.language, t.customer_id, c.name, c.email, u.email, team.name,
              (select string_agg(tags.name, ', ' order by tags.name) from tags where tags.account_id = {account} and tags.id = any(t.tag_ids)),
              t.messages_count, t.spam, t.created_at, t.updated_at, t.opened_at, t.last_received_message_at, t.last_message_at, t.closed_at, t.snooze_at, t.trashed_at
            from tickets t
            left join customers c on c.account_id = t.account_id and c.id = t.customer_id
            left join users u on u.account_id = t.account_id and u.id = t.assignee_user_id
            left join teams team on team.account_id = t.account_id and team.id = t.assignee_team_id
            where t.account_id = {account} and t.id = any({ids.ToArray()}) order by t.id
            """,
            row => (Id: row.GetInt64(0), Cells: Read(row)),
            cancellationToken);
        lines.ForEach(line => csv.Add(line.Cells));
        return lines.Select(line => line.Id).ToHashSet();
    }

    private static string?[] Read(NpgsqlDataReader row) =>
    [
        CsvLines.Of(row.GetInt64(0)), .. Enumerable.Range(1, 7).Select(row.Text), CsvLines.Of(row.Long(8)), .. Enumerable.Range(9, 5).Select(row.Text),
        CsvLines.Of(row.GetInt32(14)), row.GetBoolean(15) ? "true" : "false", .. Enumerable.Range(16, 8).Select(column => CsvLines.Of(row.TimeOrNull(column))),
    ];
}
