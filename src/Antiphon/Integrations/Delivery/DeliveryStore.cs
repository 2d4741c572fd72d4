using System.Text.Json;
using Antiphon.Data;
using Antiphon.Integrations.Delivery.Bodies;
using Antiphon.Integrations.Delivery.Sending;
using Antiphon.Secrets;
using Npgsql;
using NpgsqlTypes;

namespace Antiphon.Integrations.Delivery;

/// <summary>A delivery that was written: its number among those of its subject, whether the node that wrote it has taken it, and whether it waits for one before it.</summary>
internal sealed record WrittenDelivery(long Id, long Sequence, bool IsTaken, bool IsBehind);

/// <summary>Writes deliveries, in the transaction of their cause.</summary>
internal sealed class DeliveryStore(DeskDb db, SecretKeys keys, DeliveryFollower follower, TimeProvider clock)
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
        var subjects = deliveries.Select(delivery => delivery.SubjectIn(accountId)).ToArray();
        var seen = new Dictionary<DeliverySubject, long>();
        var places = subjects.Select(subject => seen[subject] = seen.GetValueOrDefault(subject) + 1).ToArray();
        var left = new Dictionary<string, int>(room);
        var wanted = deliveries.Select((delivery, i) => places[i] == 1 && left.GetValueOrDefault(delivery.Host) > 0 && left[delivery.Host]-- > 0).ToArray();
        // A body that several integrations get is packed once.
        var packed = deliveries.Select(delivery => delivery.Request.Body).OfType<byte[]>().Distinct().ToDictionary(body => body, PackedBody.Pack);
        // Beside a variable a header may hold a secret; whoever has one has keys.
        var box = deliveries.Any(one => one.Request.Headers.Count > 0) ? await keys.BoxAsync(accountId, cancellationToken) : null;
        // What is written is found again by a full join, which can only be done by hashing: the planner, who expects ten, would compare each with each.
        var written = Sql.Of(
            $"""
            with given as (
              select * from unnest({Column(deliveries, one => one.IntegrationId)}, {Column(deliveries, one => one.EventId, NpgsqlDbType.Bigint)}, {Texts(deliveries, one => one.EventType)},
                {Texts(deliveries, one => one.SubjectType)}, {Column(deliveries, one => one.SubjectId)}, {Column(deliveries, one => one.Uid, NpgsqlDbType.Uuid)},
                {Texts(deliveries, one => one.Host)}, {Texts(deliveries, one => one.Request.Error)}, {Texts(deliveries, one => one.Request.Url?.AbsoluteUri)},
                {Column(deliveries, one => one.Request.Headers.Count == 0 ? null : box!.Seal(JsonSerializer.Serialize(one.Request.Headers), HeadersOf(one.IntegrationId)), NpgsqlDbType.Bytea)},
                {Column(deliveries, one => one.Request.Body is { } body ? packed[body] : null, NpgsqlDbType.Bytea)}, {Column(deliveries, one => one.CustomerId, NpgsqlDbType.Bigint)},
                {Texts(deliveries, one => one.Origin)}, {places}, {wanted}) with ordinality
                given (integration_id, event_id, event_type, subject_type, subject_id, uid, host, error, url, sealed_headers, packed_body, customer_id, origin, place, wanted, position)),
            counted as (
              insert into delivery_sequences (account_id, integration_id, subject_type, subject_id, last)
              select {accountId}, integration_id, subject_type, subject_id, count(*) from given group by 2, 3, 4 order by 2, 3, 4
              on conflict (account_id, integration_id, subject_type, subject_id) do update set last = delivery_sequences.last + excluded.last
              returning account_id, integration_id, subject_type, subject_id, last, {DeliveryOrder.First(Sql.Of($"delivery_sequences"))} is not null is_busy),
            placed as (
              select given.*, account_id, last - (max(place) over subject) + place sequence,
                is_busy or count(*) filter (where error is null) over (subject order by place rows between unbounded preceding and 1 preceding) > 0 is_behind
              from given full join counted using (integration_id, subject_type, subject_id)
              window subject as (partition by integration_id, subject_type, subject_id)),
            written as (
              insert into deliveries (account_id, integration_id, uid, event_id, event_type, subject_type, subject_id, sequence, host, state, sending, attempts, tries, due_at, last_error,
                created_at, finished_at)
              select account_id, integration_id, uid, event_id, event_type, subject_type, subject_id, sequence, host, case when error is null then 'pending' else 'failed' end,
                taken, taken::int, taken::int, case when taken then {now + lease} when is_behind and error is null then 'infinity' else {now} end, error, {now},
                case when error is null then null else {now} end
              from placed cross join lateral (select wanted and error is null and not is_behind taken) mine order by position
              returning integration_id, id, uid, sequence, sending, due_at = 'infinity' is_behind),
            filled as (
              insert into delivery_bodies (account_id, integration_id, delivery_id, url, sealed_headers, packed_body, customer_id, origin)
              select {accountId}, integration_id, id, coalesce(url, ''), sealed_headers, packed_body, customer_id, origin from written full join given using (uid, integration_id))
            select id, sequence, sending, is_behind from written full join given using (uid) order by position
            """);
        // What stands behind another becomes due when that one ends.
        var isAnnounced = Enumerable.Range(0, deliveries.Count).Any(i => (places[i] == 1 && !wanted[i]) || deliveries[i].Request.Error is not null);
        var answer = await db.BatchAsync(
            [Planner.InOrder, written, Planner.AsUsual, .. isAnnounced ? [Announcements.Notify(Announcement, "")] : Array.Empty<Sql>()],
            async (results, token) =>
            {
                await results.FirstOrDefaultAsync(_ => true, token);
                return await results.ListAsync(row => new WrittenDelivery(row.GetInt64(0), row.GetInt64(1), row.GetBoolean(2), row.GetBoolean(3)), token);
            },
            cancellationToken);
        // What stood before them may have ended meanwhile, seen by none of both.
        List<DeliverySubject> behind = [.. subjects.Zip(answer).Where(pair => pair.Second.IsBehind).Select(pair => pair.First).Distinct()];
        db.AfterCommit(() => follower.Follow(behind));
        return answer;
    }

    /// <summary>Where the headers of deliveries to an integration are closed.</summary>
    public static SecretPlace HeadersOf(long integrationId) => new("delivery_bodies", "sealed_headers", integrationId);

    private static long[] Column(IReadOnlyList<NewDelivery> deliveries, Func<NewDelivery, long> value) => [.. deliveries.Select(value)];

    private static NpgsqlParameter<T[]> Column<T>(IReadOnlyList<NewDelivery> deliveries, Func<NewDelivery, T> value, NpgsqlDbType type) =>
        new() { TypedValue = [.. deliveries.Select(value)], NpgsqlDbType = NpgsqlDbType.Array | type };

    private static string[] Texts(IReadOnlyList<NewDelivery> deliveries, Func<NewDelivery, string?> value) => [.. deliveries.Select(value)!];
}
