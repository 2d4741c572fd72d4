using Antiphon.Agents.Guarding;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Agents.Calls;

/// <summary>A row for each call of an agent, in the transaction of what the call did.</summary>
internal static class CallLog
{
    public static Sql Add(AskedCall call, Verdict verdict, int policyVersion, int status, long? approvalId, Actor agent, TimeSpan took, DateTimeOffset at) => Sql.Of(
        $"""
        insert into agent_calls (account_id, agent_id, policy_version, method, route, path, resource, classes, decision, reason, status, approval_id, context, duration_ms, created_at)
        values ({agent.AccountId}, {agent.CredentialId}, {policyVersion}, {call.Method}, {call.Route}, {call.Path}, {ResourceOf(call)}, {ClassesOf(call)},
          {verdict.Decision}, {verdict.Reason}, {status}, {approvalId}, {agent.Context}, {(int)took.TotalMilliseconds}, {at})
        """);

    private static string? ResourceOf(AskedCall call) => call.Demand?.Resource;

    private static string[] ClassesOf(AskedCall call) => call.Demand is null ? [] : [.. call.Demand.Classes.Words()];
}
