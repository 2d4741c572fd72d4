using System.Text.Json;
using Antiphon.Data;
using Antiphon.Integrations.Delivery.Bodies;
using Npgsql;

namespace Antiphon.Integrations.Delivery.Sending;

/// <summary>A delivery that this node has taken, and which attempt this is: of all, and since it last began.</summary>
internal sealed record ClaimedDelivery(
    long AccountId, long IntegrationId, long Id, Guid Uid, long? EventId, string EventType, string SubjectType, long SubjectId, long Sequence, string Host, int Attempt, int Try)
{
    public const string Columns =
        """
        c.account_id, c.integration_id, c.id, c.uid, c.event_id, c.event_type, c.subject_type, c.subject_id, c.sequence, c.host, c.attempts, c.tries,
        b.url, b.headers, b.customer_id, b.origin, b.packed_body, b.plain_body, b.sealed_headers
        """;

    public DeliverySubject Subject => new(AccountId, IntegrationId, SubjectType, SubjectId);

    public string Url { get; init; } = "";

    public JsonElement? Headers { get; init; }

    /// <summary>The same, as they lie in the database.</summary>
    public byte[]? SealedHeaders { get; init; }

    public byte[]? Body { get; init; }

    public long? CustomerId { get; init; }

    public string? Origin { get; init; }

    /// <summary>Somebody tries the integration out: it is sent once and counts for nothing.</summary>
    public bool IsTest => EventId is null;

    /// <summary>One that was taken when it was written.</summary>
    public static ClaimedDelivery Of(long accountId, NewDelivery delivery, WrittenDelivery written) => new(
        accountId,
        delivery.IntegrationId,
        written.Id,
        delivery.Uid,
        delivery.EventId,
        delivery.EventType,
        delivery.SubjectType,
        delivery.SubjectId,
        written.Sequence,
        delivery.Host,
        Attempt: 1,
        Try: 1)
    {
        Url = delivery.Request.Url!.AbsoluteUri,
        Headers = delivery.Request.Headers.Count == 0 ? null : JsonSerializer.SerializeToElement(delivery.Request.Headers),
        Body = delivery.Request.Body,
        CustomerId = delivery.CustomerId,
        Origin = delivery.Origin,
    };

    public static ClaimedDelivery Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetInt64(1),
        row.GetInt64(2),
        row.GetGuid(3),
        row.Long(4),
        row.GetString(5),
        row.GetString(6),
        row.GetInt64(7),
        row.GetInt64(8),
        row.GetString(9),
        row.GetInt32(10),
        row.GetInt32(11))
    {
        Url = row.GetString(12),
        Headers = row.Json(13),
        CustomerId = row.Long(14),
        Origin = row.Text(15),
        Body = PackedBody.Read(row, 16),
        SealedHeaders = row.IsDBNull(18) ? null : row.GetFieldValue<byte[]>(18),
    };
}

/// <summary>The deliveries that wait for one integration: where they go, when the first is due, and when the first that is not due yet.</summary>
internal sealed record DeliveryLane(long AccountId, long IntegrationId, string Host, DateTimeOffset DueAt, DateTimeOffset? NextDueAt) : IHostLane;

/// <summary>A delivery that this node has taken, with where it goes, and until when there is time enough to begin.</summary>
internal sealed record TakenDelivery(ClaimedDelivery Delivery, WebhookTarget? Target, DateTimeOffset BeginUntil) : IHostRequest
{
    public string Host => Delivery.Host;
}
