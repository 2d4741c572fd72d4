using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Npgsql;

namespace Antiphon.Surveys;

/// <summary>How satisfied a customer was with a ticket.</summary>
internal sealed record Survey
{
    public const string Columns = "id, ticket_id, customer_id, score, body_text, meta, created_at, should_send_at, sent_at, scored_at";
    public const int LowestScore = 1;
    public const int HighestScore = 5;
    public const int MaxCommentLength = 1000;

    private const int AnswerKeyBytes = 32;

    public long Id { get; init; }

    public long TicketId { get; init; }

    public long CustomerId { get; init; }

    public int? Score { get; init; }

    public string? Comment { get; init; }

    public JsonElement? Meta { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ShouldSendAt { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    public DateTimeOffset? ScoredAt { get; init; }

    /// <summary>When the server is to send it; null when it is not to.</summary>
    public DateTimeOffset? DueAt => SentAt is null ? ShouldSendAt : null;

    /// <summary>A select of surveys, which ends inside its where clause.</summary>
    public static Sql Select(long accountId) => Sql.Of($"select {Columns:raw} from satisfaction_surveys where account_id = {accountId}");

    public static Survey Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetInt64(0),
        TicketId = row.GetInt64(1),
        CustomerId = row.GetInt64(2),
        Score = row.IsDBNull(3) ? null : row.GetInt16(3),
        Comment = row.Text(4),
        Meta = row.Json(5),
        CreatedAt = row.Time(6),
        ShouldSendAt = row.TimeOrNull(7),
        SentAt = row.TimeOrNull(8),
        ScoredAt = row.TimeOrNull(9),
    };

    /// <summary>What the link of its answer is signed with.</summary>
    public static byte[] NewAnswerKey() => RandomNumberGenerator.GetBytes(AnswerKeyBytes);

    public SatisfactionSurveyResource ToResource() =>
        new(Id, TicketId, CustomerId, Score, Comment, CreatedAt, ShouldSendAt, SentAt, ScoredAt, Meta, $"/api/satisfaction-surveys/{Id}/");

    public TicketSurveyResource ToEmbedded() => new(Id, CustomerId, TicketId, SentAt, ScoredAt, ShouldSendAt, CreatedAt, Score, Comment, Meta);

    /// <summary>That it was answered, with what the answer says: one kind of reader looks for the answer in the event, another for whose it is.</summary>
    public NewEvent Responded() => new(
        EventType.SatisfactionSurveyResponded,
        EventObject.SatisfactionSurvey,
        Id,
        new JsonObject { ["score"] = Score, ["body_text"] = Comment, ["ticket_id"] = TicketId, ["customer_id"] = CustomerId });

    /// <summary>Whether the answer differs from what it was before.</summary>
    public bool IsAnsweredAnew(Survey? before) => Score is not null && (before is null || Score != before.Score || Comment != before.Comment);
}
