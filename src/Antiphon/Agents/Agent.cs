using Antiphon.Agents.Policies;
using Antiphon.Contract;
using Antiphon.Data;
using Npgsql;

namespace Antiphon.Agents;

/// <summary>An automated actor with an identity of its own.</summary>
internal sealed record Agent(
    long Id, long UserId, string Email, string Name, string? Description, DateTimeOffset CreatedAt, DateTimeOffset? StoppedAt, DateTimeOffset? RevokedAt, StoredPolicy Policy)
{
    public const int MaxNameLength = 256;
    public const int MaxDescriptionLength = 2000;

    /// <summary>A select of the account's agents, the revoked ones too, to which conditions on <c>a</c> are added.</summary>
    public static Sql Select(long accountId) => Sql.Of(
        $"""
        select a.id, a.user_id, u.email, u.name, a.description, a.created_at, coalesce(a.stopped_at, s.stopped_at), coalesce(a.revoked_at, u.deleted_at),
          p.version, p.policy, p.created_by, p.created_at
        from agents a
        join users u on u.account_id = a.account_id and u.id = a.user_id
        join agent_switches s on s.account_id = a.account_id
        cross join lateral (
          select v.version, v.policy, v.created_by, v.created_at from agent_policies v
          where v.account_id = {accountId} and v.agent_id = a.id order by v.version desc limit 1) p
        where a.account_id = {accountId}
        """);

    public static Agent Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetInt64(1),
        row.GetString(2),
        row.GetString(3),
        row.Text(4),
        row.Time(5),
        row.TimeOrNull(6),
        row.TimeOrNull(7),
        StoredPolicy.Read(row, 8));

    public AgentResource ToResource() => new()
    {
        Id = Id,
        Uri = UriOf(Id),
        Name = Name,
        Description = Description,
        User = new(UserId, Email, Name),
        Policy = Policy.ToResource(),
        CreatedDatetime = CreatedAt,
        StoppedDatetime = StoppedAt,
        RevokedDatetime = RevokedAt,
    };

    /// <summary>The one answer that has the key in it.</summary>
    public NewAgentResource WithKey(string key) => new()
    {
        Id = Id,
        Uri = UriOf(Id),
        Name = Name,
        Description = Description,
        User = new(UserId, Email, Name),
        Policy = Policy.ToResource(),
        CreatedDatetime = CreatedAt,
        StoppedDatetime = StoppedAt,
        Key = key,
    };

    private static string UriOf(long id) => $"/api/agents/{id}/";
}
