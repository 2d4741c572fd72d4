using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Antiphon.Contract;
using Antiphon.Data;
using Npgsql;

namespace Antiphon.Agents.Policies;

/// <summary>A version of a policy as it is kept and shown.</summary>
internal sealed record StoredPolicy(int Version, string Json, long? CreatedBy, DateTimeOffset CreatedAt)
{
    private static readonly JsonTypeInfo<AgentPolicyRequest> Written = (JsonTypeInfo<AgentPolicyRequest>)WireJson.Options.GetTypeInfo(typeof(AgentPolicyRequest));

    public static StoredPolicy Read(NpgsqlDataReader row) => Read(row, 0);

    public static StoredPolicy Read(NpgsqlDataReader row, int first) => new(row.GetInt32(first), row.GetString(first + 1), row.Long(first + 2), row.Time(first + 3));

    /// <summary>The next version of an agent's policy, to run in the transaction that locked the agent.</summary>
    public static Sql Insert(long accountId, long agentId, AgentPolicyRequest policy, long? by, DateTimeOffset at) => Sql.Of(
        $"""
        insert into agent_policies (account_id, agent_id, version, policy, created_by, created_at)
        select {accountId}, {agentId}, coalesce(max(version), 0) + 1, {new Jsonb(JsonSerializer.Serialize(policy, Written))}, {by}, {at}
        from agent_policies where account_id = {accountId} and agent_id = {agentId}
        returning version, policy, created_by, created_at
        """);

    public AgentPolicyResource ToResource()
    {
        var policy = JsonSerializer.Deserialize(Json, Written)!;
        return new()
        {
            Version = Version,
            Grants = policy.Grants ?? [],
            Budgets = policy.Budgets ?? [],
            QuietHours = policy.QuietHours,
            RefundCeiling = policy.RefundCeiling,
            DryRun = policy.DryRun is true,
            CreatedBy = CreatedBy,
            CreatedDatetime = CreatedAt,
        };
    }
}
