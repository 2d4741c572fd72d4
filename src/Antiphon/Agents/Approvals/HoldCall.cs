using Antiphon.Agents.Guarding;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Idempotency;
using Antiphon.Identity;
using Microsoft.Extensions.Options;

namespace Antiphon.Agents.Approvals;

/// <summary>Lets a call wait for a person. One that is sent again under its idempotency key waits where it waited before.</summary>
internal sealed class HoldCall(DeskDb db, TimeProvider clock, IOptions<AgentOptions> options, GetApproval getApproval)
{
    /// <summary>Null when the idempotency key belongs to another call.</summary>
    public async Task<Approval?> RunAsync(StoredRequest request, CallDemand demand, Verdict verdict, int policyVersion, Actor agent, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        if (request.IdempotencyKey is { } key && await EarlierAsync(key, now, agent, cancellationToken) is { } earlier)
        {
            return earlier.Hash.AsSpan().SequenceEqual(request.Hash) ? (await getApproval.RunAsync(earlier.Id, agent, cancellationToken)).Value : null;
        }

        var id = await db.SingleAsync(
            $"""
            insert into agent_approvals (account_id, agent_id, reason, policy_version, resource, classes, method, route, route_values, host, scheme, path, query, headers, body, request_hash,
              idempotency_key, created_at, expires_at)
            values ({agent.AccountId}, {agent.CredentialId}, {verdict.Reason}, {policyVersion}, {demand.Resource}, {demand.Classes.Words().ToArray()}, {request.Method}, {request.Route},
              {new Jsonb(request.RouteValues)}, {request.Host}, {request.Scheme}, {request.Path}, {request.Query}, {new Jsonb(request.Headers)}, {request.Body}, {request.Hash},
              {request.IdempotencyKey}, {now}, {now.AddHours(options.Value.ApprovalHours)}) returning id
            """,
            row => row.GetInt64(0),
            cancellationToken);
        return (await getApproval.RunAsync(id, agent, cancellationToken)).Value;
    }

    private async Task<Earlier?> EarlierAsync(string key, DateTimeOffset now, Actor agent, CancellationToken cancellationToken)
    {
        // Of two that come at once the second sees the first.
        await db.ExecuteAsync($"select pg_advisory_xact_lock(hashtextextended({key}, {agent.CredentialId}))", cancellationToken);
        return await db.FirstOrDefaultAsync<Earlier?>(
            $"""
            select id, request_hash from agent_approvals
            where account_id = {agent.AccountId} and agent_id = {agent.CredentialId} and idempotency_key = {key} and created_at > {now - IdempotencyMiddleware.Lifetime}
            order by id desc limit 1
            """,
            row => new Earlier(row.GetInt64(0), row.GetFieldValue<byte[]>(1)),
            cancellationToken);
    }

    private readonly record struct Earlier(long Id, byte[] Hash);
}
