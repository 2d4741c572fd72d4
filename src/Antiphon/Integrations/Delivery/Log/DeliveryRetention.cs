using Antiphon.Data;
using Antiphon.Data.Retention;
using Antiphon.Sandbox.Clock;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antiphon.Integrations.Delivery.Log;

/// <summary>How long deliveries last: those that are too old go, with their bodies and attempts. What still waits stays.</summary>
internal sealed class DeliveryRetention(NpgsqlDataSource source, IOptions<DeliveryOptions> options, TimeProvider clock) : IRetention
{
    // Each goes with its body and its attempts.
    private const int BatchSize = 2_000;

    public string What => "deliveries";

    public async Task<long> SweepAsync(CancellationToken cancellationToken)
    {
        if (options.Value.LogDays == 0)
        {
            return 0;
        }

        var db = new DeskDb(source);
        var count = 0L;
        foreach (var accountId in await db.ListAsync($"select account_id from accounts", row => row.GetInt64(0), cancellationToken))
        {
            var oldest = clock.NowOf(accountId).AddDays(-options.Value.LogDays);
            // Ids rise with time, so the oldest of each integration stand at the beginning of its part of the key.
            var integrations = await db.ListAsync(
                $"""
                with recursive known as (
                  (select integration_id from deliveries where account_id = {accountId} order by integration_id limit 1)
                  union all
                  select (select d.integration_id from deliveries d where d.account_id = {accountId} and d.integration_id > known.integration_id order by d.integration_id limit 1)
                  from known where known.integration_id is not null)
                select integration_id from known where integration_id is not null
                """,
                row => row.GetInt64(0),
                cancellationToken);
            foreach (var integrationId in integrations)
            {
                count += await SweepAsync(db, accountId, integrationId, oldest, cancellationToken);
            }

            await db.ExecuteAsync($"delete from deleted_tickets where account_id = {accountId} and deleted_at < {oldest}", cancellationToken);
            await db.ExecuteAsync(
                $"""
                delete from delivery_sequences s where account_id = {accountId} and not exists (
                  select from integrations i where i.account_id = {accountId} and i.id = s.integration_id)
                """,
                cancellationToken);
        }

        return count;
    }

    private static Task<long> SweepAsync(DeskDb db, long accountId, long integrationId, DateTimeOffset oldest, CancellationToken cancellationToken) => Sweep.RunAsync(
        () => db.SingleAsync(
            $"""
            with old as (
              select id from (select id, created_at, state from deliveries where account_id = {accountId} and integration_id = {integrationId} order by id limit {BatchSize}) first
              where created_at < {oldest} and state <> 'pending'),
            bodies as (delete from delivery_bodies using old where account_id = {accountId} and integration_id = {integrationId} and delivery_id = old.id),
            attempts as (delete from delivery_attempts using old where account_id = {accountId} and integration_id = {integrationId} and delivery_id = old.id),
            gone as (delete from deliveries d using old where d.account_id = {accountId} and d.integration_id = {integrationId} and d.id = old.id returning d.id)
            select count(*)::int from gone
            """,
            row => row.GetInt32(0),
            cancellationToken),
        BatchSize);
}
