using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Identity;
using Npgsql;

namespace Antiphon.Agents.Approvals;

/// <summary>A call that waits, locked by whoever decides about it: of two who do, the second finds it decided.</summary>
internal sealed record WaitingCall(
    long AgentId, long UserId, string Status, DateTimeOffset ExpiresAt, string Method, string Route, string RouteValues, string Host, string Scheme, string Path, string Query, string Headers, byte[]? Body)
{
    public static Task<WaitingCall?> LockAsync(DeskDb db, long id, Actor actor, CancellationToken cancellationToken) => db.FirstOrDefaultAsync(
        $"""
        select p.agent_id, a.user_id, p.status, p.expires_at, p.method, p.route, p.route_values, p.host, p.scheme, p.path, p.query, p.headers, p.body
        from agent_approvals p join agents a on a.account_id = p.account_id and a.id = p.agent_id
        where p.account_id = {actor.AccountId} and p.id = {id} for update of p
        """,
        Read,
        cancellationToken);

    /// <summary>Why it cannot be decided any more; null when it can.</summary>
    public string? Objection(DateTimeOffset now) =>
        Status is not AgentWords.Pending ? $"The call is {Status} already."
        : ExpiresAt <= now ? $"The call has waited too long: it expired at {WireDate.Format(ExpiresAt)}."
        : null;

    public Dictionary<string, string?> Values() => JsonSerializer.Deserialize<Dictionary<string, string?>>(RouteValues)!;

    public Dictionary<string, string> HeaderValues() => JsonSerializer.Deserialize<Dictionary<string, string>>(Headers)!;

    private static WaitingCall Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetInt64(1),
        row.GetString(2),
        row.Time(3),
        row.GetString(4),
        row.GetString(5),
        row.GetString(6),
        row.GetString(7),
        row.GetString(8),
        row.GetString(9),
        row.GetString(10),
        row.GetString(11),
        row.IsDBNull(12) ? null : row.GetFieldValue<byte[]>(12));
}
