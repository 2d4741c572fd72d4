using System.Text.Json;
using Antiphon.Data;
using Antiphon.Sandbox.Clock;
using Npgsql;
using NpgsqlTypes;

namespace Antiphon.Integrations.Delivery.Sending;

/// <summary>
/// The deliveries that wait, and what becomes of them. A node takes some for a while and sends them without a transaction; when it dies, the while runs out and
/// they are due again. The earliest of a subject goes first, whatever it waits for (<see cref="DeliveryOrder"/>). Taking and ending do not wait for the disk: if
/// PostgreSQL itself dies within that second, what was taken or sent is sent once more under the same id.
/// </summary>
internal sealed class DeliveryQueue(DeskDb db, TimeProvider clock)
{
    private static readonly Sql Account = Sql.Of($"d.account_id");

    /// <summary>The integrations that something waits for, found by hopping from one to the next: none of them costs more than another.</summary>
    public Task<List<DeliveryLane>> LanesAsync(CancellationToken cancellationToken)
    {
        return db.ListAsync(
            $"""
            with recursive lanes as (
              (select account_id, integration_id from deliveries where finished_at is null order by account_id, integration_id limit 1)
              union all
              select following.account_id, following.integration_id from lanes cross join lateral (
                select d.account_id, d.integration_id from deliveries d
                where d.finished_at is null and (d.account_id, d.integration_id) > (lanes.account_id, lanes.integration_id)
                order by d.account_id, d.integration_id limit 1) following)
            select lanes.account_id, lanes.integration_id, earliest.host, earliest.due_at,
              (select d.due_at from deliveries d where d.account_id = lanes.account_id and d.integration_id = lanes.integration_id and d.finished_at is null and d.due_at > {clock.Now()} and d.due_at < 'infinity'{clock.AndOrdinary(Account)}
                order by d.due_at limit 1)
            from lanes cross join lateral (
              select d.host, d.due_at from deliveries d where d.account_id = lanes.account_id and d.integration_id = lanes.integration_id and d.finished_at is null
              order by d.due_at limit 1) earliest
            """,
            row => new DeliveryLane(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.Time(3), row.TimeOrNull(4)),
            cancellationToken);
    }

    /// <summary>Takes what is due, of each lane as many as there is room for.</summary>
    public Task<List<ClaimedDelivery>> ClaimAsync(IReadOnlyList<(DeliveryLane Lane, int Room)> rooms, TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = clock.NowIn(Account);
        var claim = Sql.Of(
            $"""
            with due as (
              select d.account_id, d.integration_id, d.id
              from unnest({rooms.Select(one => one.Lane.AccountId).ToArray()}, {rooms.Select(one => one.Lane.IntegrationId).ToArray()}, {rooms.Select(one => one.Room).ToArray()})
                lane (account_id, integration_id, room) cross join lateral (
                select d.account_id, d.integration_id, d.id from deliveries d
                where d.account_id = lane.account_id and d.integration_id = lane.integration_id and d.finished_at is null and d.due_at <= {now}
                  and d.id = {DeliveryOrder.First(Sql.Of($"d"))}{OneByOne()}
                order by d.due_at limit lane.room for update skip locked) d),
            c as (
              update deliveries taken set due_at = {clock.NowIn(Sql.Of($"taken.account_id"), lease)}, sending = true, attempts = attempts + 1, tries = tries + 1
              from due where taken.account_id = due.account_id and taken.integration_id = due.integration_id and taken.id = due.id
              returning taken.*)
            select {ClaimedDelivery.Columns:raw}
            from c join delivery_bodies b on b.account_id = c.account_id and b.integration_id = c.integration_id and b.delivery_id = c.id
            """);
        return db.BatchAsync(
            [Planner.InOrderWithoutWaiting, claim],
            async (read, token) =>
            {
                await read.FirstOrDefaultAsync(_ => true, token);
                return await read.ListAsync(ClaimedDelivery.Read, token);
            },
            cancellationToken);
    }

    /// <summary>Makes due the first that waits of each of some subjects, and answers how many were not.</summary>
    public Task<int> PromoteAsync(IReadOnlyCollection<DeliverySubject> subjects, CancellationToken cancellationToken) => CountAsync(DeliveryOrder.Promote(subjects, clock), cancellationToken);

    /// <summary>Makes due what stands behind nothing and was not made due: a net, seldom needed. Answers how many.</summary>
    public Task<int> RouseAsync(CancellationToken cancellationToken) => CountAsync(DeliveryOrder.Rouse(clock), cancellationToken);

    /// <summary>Makes due what was taken and not tried, as if it had never been taken.</summary>
    public Task GiveBackAsync(IReadOnlyList<ClaimedDelivery> taken, CancellationToken cancellationToken) => db.ExecuteAsync(
        $"""
        update deliveries d set due_at = {clock.NowIn(Account)}, sending = false, attempts = attempts - 1, tries = tries - 1
        from unnest({taken.Select(one => one.AccountId).ToArray()}, {taken.Select(one => one.IntegrationId).ToArray()}, {taken.Select(one => one.Id).ToArray()}, {taken.Select(one => one.Try).ToArray()})
          one (account_id, integration_id, id, try)
        where d.account_id = one.account_id and d.integration_id = one.integration_id and d.id = one.id and d.tries = one.try and d.sending
        """,
        cancellationToken);

    /// <summary>
    /// Writes how attempts ended, in one round trip, which is one transaction. Answers the integrations whose count of failures changed: what it is now, and what
    /// it was.
    /// </summary>
    public Task<List<IntegrationFailures>> EndAsync(IReadOnlyList<AttemptResult> results, CancellationToken cancellationToken)
    {
        var ended = Sql.Of(
            $"""
            update deliveries d set state = result.state, sending = false, due_at = coalesce(next_at, due_at), last_status = result.status, last_error = result.error,
              finished_at = case when result.state = 'pending' then null else {clock.NowIn(Account)} end
            from unnest({Longs(results, one => one.AccountId)}, {Longs(results, one => one.IntegrationId)}, {Longs(results, one => one.Id)},
              {results.Select(one => one.Delivery.Try).ToArray()}, {Texts(results, one => one.State)}, {Column(results, one => one.NextAt?.ToUniversalTime(), NpgsqlDbType.TimestampTz)},
              {Column(results, one => one.Status, NpgsqlDbType.Integer)}, {Texts(results, one => one.Error)}) result (account_id, integration_id, id, try, state, next_at, status, error)
            where d.account_id = result.account_id and d.integration_id = result.integration_id and d.id = result.id and d.tries = result.try and d.state not in ('delivered', 'failed')
            """);
        var sent = results.Where(one => one.Request is not null).ToList();
        var logged = Sql.Of(
            $"""
            insert into delivery_attempts (account_id, integration_id, delivery_id, number, started_at, duration_ms, method, url, request_headers, status, error, response_headers, response_body)
            select account_id, integration_id, delivery_id, number, started_at, duration_ms, method, url, request_headers::jsonb, status, error, response_headers::jsonb, response_body
            from unnest({Longs(sent, one => one.AccountId)}, {Longs(sent, one => one.IntegrationId)}, {Longs(sent, one => one.Id)}, {sent.Select(one => one.Delivery.Attempt).ToArray()},
              {Column(sent, one => one.StartedAt.ToUniversalTime(), NpgsqlDbType.TimestampTz)}, {sent.Select(one => (int)one.Duration.TotalMilliseconds).ToArray()},
              {Texts(sent, one => one.Request!.Method)}, {Texts(sent, one => one.Request!.Url)}, {Texts(sent, one => JsonSerializer.Serialize(one.Request!.Headers))},
              {Column(sent, one => one.Status, NpgsqlDbType.Integer)}, {Texts(sent, one => one.Error)}, {Texts(sent, one => one.ResponseHeaders)},
              {Column(sent, one => one.ResponseBody, NpgsqlDbType.Bytea)})
              attempt (account_id, integration_id, delivery_id, number, started_at, duration_ms, method, url, request_headers, status, error, response_headers, response_body)
            on conflict do nothing
            """);
        var counts = IntegrationFailures.Of(results);
        return db.BatchAsync(
            [Planner.InOrderWithoutWaiting, ended, logged, .. counts.Select(count => count.Count())],
            async (read, token) =>
            {
                await read.FirstOrDefaultAsync(_ => true, token);
                var changed = new List<IntegrationFailures>();
                foreach (var count in counts)
                {
                    if (await read.FirstOrDefaultAsync(row => (int?)row.GetInt32(0), token) is { } failures)
                    {
                        changed.Add(count with { Now = failures });
                    }
                }

                return changed;
            },
            cancellationToken);
    }

    private Task<int> CountAsync(Sql changed, CancellationToken cancellationToken) => db.BatchAsync(
        [Planner.InOrderWithoutWaiting, changed],
        async (read, token) =>
        {
            await read.FirstOrDefaultAsync(_ => true, token);
            return await read.FirstOrDefaultAsync(row => row.GetInt32(0), token);
        },
        cancellationToken);

    private Sql OneByOne() => clock.AndTurn(Timetables.Webhooks, Account, Sql.Of(
        $"""
        d.id = (select o.id from deliveries o where o.account_id = d.account_id and o.state = 'pending' and o.due_at <= {clock.NowIn(Account)}
          and o.id = {DeliveryOrder.First(Sql.Of($"o"))}
          order by o.due_at, o.id limit 1)
        and not exists (select from deliveries o where o.account_id = d.account_id and o.state = 'pending' and o.sending and o.due_at > {clock.NowIn(Account)})
        """));

    private static long[] Longs(IReadOnlyList<AttemptResult> results, Func<ClaimedDelivery, long> value) => [.. results.Select(one => value(one.Delivery))];

    private static string[] Texts(IReadOnlyList<AttemptResult> results, Func<AttemptResult, string?> value) => [.. results.Select(value)!];

    private static NpgsqlParameter<T[]> Column<T>(IReadOnlyList<AttemptResult> results, Func<AttemptResult, T> value, NpgsqlDbType type) =>
        new() { TypedValue = [.. results.Select(value)], NpgsqlDbType = NpgsqlDbType.Array | type };
}
