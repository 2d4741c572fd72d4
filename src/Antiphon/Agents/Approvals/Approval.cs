using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Data;
using Npgsql;

namespace Antiphon.Agents.Approvals;

/// <summary>A call that waits for a person, or waited.</summary>
internal sealed record Approval
{
    /// <summary>What can be wrong with a note.</summary>
    public const int MaxNoteLength = 2000;

    public required long Id { get; init; }

    public required long AgentId { get; init; }

    public required string AgentName { get; init; }

    public required string Status { get; init; }

    public required string Reason { get; init; }

    public required int PolicyVersion { get; init; }

    public required string Resource { get; init; }

    public required string[] Classes { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    public byte[]? Body { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public long? DecidedBy { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    public string? Note { get; init; }

    public int? AnswerStatus { get; init; }

    public byte[]? AnswerBody { get; init; }

    /// <summary>A select of the account's approvals, to which conditions on <c>approvals</c> are added.</summary>
    public static Sql Select(long accountId, DateTimeOffset now) => Sql.Of(
        $"""
        select id, agent_id, name, status, reason, policy_version, resource, classes, method, path, body, created_at, expires_at, decided_by, decided_at, note, answer_status, answer_body
        from (
          select p.id, p.agent_id, u.name, case when p.status = {AgentWords.Pending} and p.expires_at <= {now} then {AgentWords.Expired} else p.status end status, p.reason, p.policy_version,
            p.resource, p.classes, p.method, p.path || p.query as path, p.body, p.created_at, p.expires_at, p.decided_by, p.decided_at, p.note, p.answer_status, p.answer_body
          from agent_approvals p
          join agents a on a.account_id = p.account_id and a.id = p.agent_id
          join users u on u.account_id = a.account_id and u.id = a.user_id
          where p.account_id = {accountId}) approvals
        where true
        """);

    public static Approval Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetInt64(0),
        AgentId = row.GetInt64(1),
        AgentName = row.GetString(2),
        Status = row.GetString(3),
        Reason = row.GetString(4),
        PolicyVersion = row.GetInt32(5),
        Resource = row.GetString(6),
        Classes = row.GetFieldValue<string[]>(7),
        Method = row.GetString(8),
        Path = row.GetString(9),
        Body = row.IsDBNull(10) ? null : row.GetFieldValue<byte[]>(10),
        CreatedAt = row.Time(11),
        ExpiresAt = row.Time(12),
        DecidedBy = row.Long(13),
        DecidedAt = row.TimeOrNull(14),
        Note = row.Text(15),
        AnswerStatus = row.IsDBNull(16) ? null : row.GetInt32(16),
        AnswerBody = row.IsDBNull(17) ? null : row.GetFieldValue<byte[]>(17),
    };

    public ApprovalResource ToResource() => new()
    {
        Id = Id,
        Uri = $"/api/approvals/{Id}/",
        Status = Status,
        Agent = new(AgentId, AgentName),
        Reason = Reason,
        Resource = Resource,
        Classes = Classes,
        Method = Method,
        Path = Path,
        Body = Json(Body),
        PolicyVersion = PolicyVersion,
        CreatedDatetime = CreatedAt,
        ExpiresDatetime = ExpiresAt,
        DecidedBy = DecidedBy,
        DecidedDatetime = DecidedAt,
        Note = Note,
        Answer = AnswerStatus is { } status ? new(status, Json(AnswerBody)) : null,
    };

    // Bodies that wait have been read once, so they are JSON; an answer may be none.
    private static JsonElement? Json(byte[]? body)
    {
        if (body is not { Length: > 0 })
        {
            return null;
        }

        using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = WireJson.MaxDepth });
        return document.RootElement.Clone();
    }
}
