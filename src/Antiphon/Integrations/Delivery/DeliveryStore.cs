using System.Text.Json;
using Antiphon.Data;
using Antiphon.Integrations.Delivery.Sending;
using Npgsql;
using NpgsqlTypes;

namespace Antiphon.Integrations.Delivery;

/// <summary>A delivery that was written: its number among those of its subject, and whether the node that wrote it has taken it.</summary>
internal sealed record WrittenDelivery(long Id, long Sequence, bool IsTaken);

/// <summary>Writes deliveries, in the transaction of their cause.</summary>
internal sealed class DeliveryStore(DeskDb db, TimeProvider clock)
{
    public const string Announcement = "deliveries_due";

    /// <summary>
    /// Writes deliveries of one account in the order of the list, each with the next number of its subject. What cannot be sent is written as failed. Those of the
    /// first <paramref name="room"/> to each host that wait for none before them are written as taken by this node for the time of a lease, so nobody has to look
    /// for them. What stands behind another of its subject is due at no time until that one ends. Answers them in the same order.
    /// </summary>
    public async Task<IReadOnlyList<WrittenDelivery>> AddAsync(
        long accountId, IReadOnlyList<NewDelivery> deliveries, IReadOnlyDictionary<string, int> room, TimeSpan lease, CancellationToken cancellationToken)
    {
        if (deliveries.Count == 0)
        {
            return [];
        }

        var now = clock.Now();
        // The place of each among those of its subject.
        var seen = new Dictionary<(long, string, long), long>();
        var places = deliveries.Select(delivery => seen[Key(delivery)] = seen.GetValueOrDefault(Key(delivery)) + 1).ToArray();
        var left = new Dictionary<string, int>(room);
        var wanted = deliveries.Select((delivery, i) => places[i] == 1 && left.GetValueOrDefault(delivery.Host) > 0 && left[delivery.Host]-- > 0).ToArray();
        // The row of a subject's sequence is its lock: whoever has it knows what stands before a new delivery, and what stands behind one that ends (DeliveryQueue).
        // It is taken by a statement of its own, so that the next one sees what was ended meanwhile.
        var counted = Sql.Of(
            $"""
            insert into delivery_sequences (account_id, integration_id, subject_type, subject_id, last)
            select {accountId}, integration_id, subject_type, subject_id, count(*)
            from unnest({Column(deliveries, one => one.IntegrationId)}, {Texts(deliveries, one => one.SubjectType)}, {Column(deliveries, one => one.SubjectId)})
              given (integration_id, subject_type, subject_id) group by 2, 3, 4 order by 2, 3, 4
            on conflict (account_id, integration_id, subject_type, subject_id) do update set last = delivery_sequences.last + excluded.last
            """);
        var written = Sql.Of(
            $"""
            with given as (
              select * from unnest({Column(deliveries, one => one.IntegrationId)}, {Column(deliveries, one => one.EventId, NpgsqlDbType.Bigint)}, {Texts(deliveries, one => one.EventType)},
                {Texts(deliveries, one => one.SubjectType)}, {Column(deliveries, one => one.SubjectId)}, {Column(deliveries, one => one.Uid, NpgsqlDbType.Uuid)},
                {Texts(deliveries, one => one.Host)}, {Texts(deliveries, one => one.Request.Error)}, {Texts(deliveries, one => one.Request.Url?.AbsoluteUri)},
                {Texts(deliveries, one => one.Request.Headers.Count == 0 ? null : JsonSerializer.Serialize(one.Request.Headers))},
                {Column(deliveries, one => one.Request.Body, NpgsqlDbType.Bytea)}, {Column(deliveries, one => one.CustomerId, NpgsqlDbType.Bigint)},
                {Texts(deliveries, one => one.Origin)}, {places}, {wanted}) with ordinality
                given (integration_id, event_id, event_type, subject_type, subject_id, uid, host, error, url, headers, body, customer_id, origin, place, wanted, position)),
            placed as (
              select given.*, {accountId} account_id, s.last - (max(place) over subject) + place sequence,
                {DeliveryOrder.First(Sql.Of($"s"))} is not null
                  or count(*) filter (where error is null) over (subject order by place rows between unbounded preceding and 1 preceding) > 0 is_behind
              from given join delivery_sequences s on s.account_id = {accountId} and s.integration_id = given.integration_id and s.subject_type = given.subject_type and s.subject_id = given.subject_id
              window subject as (partition by given.integration_id, given.subject_type, given.subject_id)),
            written as (
              insert into deliveries (account_id, integration_id, uid, event_id, event_type, subject_type, subject_id, sequence, host, state, sending, attempts, tries, due_at, last_error,
                created_at, finished_at)
              select account_id, integration_id, uid, event_id, event_type, subject_type, subject_id, sequence, host, case when error is null then 'pending' else 'failed' end,
                taken, taken::int, taken::int, case when taken then {now + lease} when is_behind and error is null then 'infinity' else {now} end, error, {now},
                case when error is null then null else {now} end
              from placed cross join lateral (select wanted and error is null and not is_behind taken) mine order by position
              returning integration_id, id, uid, sequence, sending),
            filled as (
              insert into delivery_bodies (account_id, integration_id, delivery_id, url, headers, body, customer_id, origin)
              select {accountId}, written.integration_id, written.id, coalesce(url, ''), headers::jsonb, body, customer_id, origin from written join given using (uid))
            select id, sequence, sending from written join given using (uid) order by position
            """);
        // What stands behind another becomes due when that one ends.
        var isAnnounced = Enumerable.Range(0, deliveries.Count).Any(i => (places[i] == 1 && !wanted[i]) || deliveries[i].Request.Error is not null);
        return await db.BatchAsync(
            [counted, Planner.InOrder, written, Planner.AsUsual, .. isAnnounced ? [Announcements.Notify(Announcement, "")] : Array.Empty<Sql>()],
            async (results, token) =>
            {
                await results.FirstOrDefaultAsync(_ => true, token);
                return await results.ListAsync(row => new WrittenDelivery(row.GetInt64(0), row.GetInt64(1), row.GetBoolean(2)), token);
            },
            cancellationToken);
    }

    private static (long Integration, string Type, long Id) Key(NewDelivery delivery) => (delivery.IntegrationId, delivery.SubjectType, delivery.SubjectId);

    private static long[] Column(IReadOnlyList<NewDelivery> deliveries, Func<NewDelivery, long> value) => [.. deliveries.Select(value)];

    private static NpgsqlParameter<T[]> Column<T>(IReadOnlyList<NewDelivery> deliveries, Func<NewDelivery, T> value, NpgsqlDbType type) =>
        new() { TypedValue = [.. deliveries.Select(value)], NpgsqlDbType = NpgsqlDbType.Array | type };

    private static string[] Texts(IReadOnlyList<NewDelivery> deliveries, Func<NewDelivery, string?> value) => [.. deliveries.Select(value)!];
}
