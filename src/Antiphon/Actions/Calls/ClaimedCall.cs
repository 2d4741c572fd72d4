using Antiphon.Data;
using Antiphon.Identity;
using Antiphon.Integrations.Delivery.Sending;
using Npgsql;

namespace Antiphon.Actions.Calls;

/// <summary>A call with its variables filled.</summary>
internal sealed record CallRequest(string Method, Uri Url, byte[]? Body, string ContentType, IReadOnlyDictionary<string, string> Headers);

/// <summary>A call that this node has taken, and which attempt this is.</summary>
internal sealed record ClaimedCall(long Id, Guid Uid, long TicketId, Guid Run, int Attempt, Actor Actor) : IHostRequest
{
    public const string Columns =
        """
        c.id, c.uid, c.ticket_id, c.run, c.attempts, c.account_id, c.user_id, c.actor, c.actor_id, c.context, c.chain, c.origin,
        c.rule_id, c.message_id, c.policy, c.patient, c.host, c.method, c.url, c.content_type, c.headers, c.body
        """;

    public long? RuleId { get; init; }

    /// <summary>The message that leaves when its calls are done.</summary>
    public long? MessageId { get; init; }

    /// <summary>What becomes of that message when this call fails.</summary>
    public string? Policy { get; init; }

    /// <summary>Whether it is tried again by itself.</summary>
    public bool IsPatient { get; init; }

    public string Host { get; init; } = "";

    public string Method { get; init; } = "";

    public string Url { get; init; } = "";

    public string? ContentType { get; init; }

    public byte[]? SealedHeaders { get; init; }

    public byte[]? Body { get; init; }

    public static ClaimedCall Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetGuid(1), row.GetInt64(2), row.GetGuid(3), row.GetInt32(4), ActorOf(row))
    {
        RuleId = row.Long(12),
        MessageId = row.Long(13),
        Policy = row.Text(14),
        IsPatient = row.GetBoolean(15),
        Host = row.GetString(16),
        Method = row.GetString(17),
        Url = row.GetString(18),
        ContentType = row.Text(19),
        SealedHeaders = Bytes(row, 20),
        Body = Bytes(row, 21),
    };

    // Whoever asked for the call was allowed to; what follows from it happens in that name.
    private static Actor ActorOf(NpgsqlDataReader row) => new(row.GetInt64(5), row.Long(6), Roles.Admin, row.GetString(7), row.Long(8), row.GetGuid(9))
    {
        Chain = row.IsDBNull(10) ? null : row.GetInt32(10),
        Origin = row.Text(11),
    };

    private static byte[]? Bytes(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<byte[]>(column);
}

/// <summary>The calls of an account that wait for one host.</summary>
internal sealed record CallLane(long AccountId, string Host, DateTimeOffset DueAt, DateTimeOffset? NextDueAt) : IHostLane;
