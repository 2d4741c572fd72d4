using Antiphon.Data;

namespace Antiphon.Integrations.Delivery.Sending;

/// <summary>How some attempts change an integration's count of deliveries that failed in a row: each with all its attempts counts once, and a success begins anew.</summary>
internal sealed record IntegrationFailures(long AccountId, long IntegrationId, bool BeginsAnew, int More)
{
    /// <summary>The count afterwards.</summary>
    public int Now { get; init; }

    /// <summary>The count before.</summary>
    public int Before => BeginsAnew ? 0 : Now - More;

    /// <summary>The changes that attempts make, in the order in which everyone locks integrations.</summary>
    public static IReadOnlyList<IntegrationFailures> Of(IEnumerable<AttemptResult> results)
    {
        var counts = new SortedDictionary<(long, long), (bool BeginsAnew, int More)>();
        foreach (var result in results.Where(one => !one.Delivery.IsTest && one.IsEnd && one.Verdict is not DeliveryVerdict.Withdrawn))
        {
            var key = (result.Delivery.AccountId, result.Delivery.IntegrationId);
            counts[key] = result.Verdict is DeliveryVerdict.Delivered ? (true, 0) : (counts.GetValueOrDefault(key).BeginsAnew, counts.GetValueOrDefault(key).More + 1);
        }

        return [.. counts.Select(count => new IntegrationFailures(count.Key.Item1, count.Key.Item2, count.Value.BeginsAnew, count.Value.More))];
    }

    /// <summary>Answers the new count, and nothing when it stays as it was: a receiver that works costs no write.</summary>
    public Sql Count() => BeginsAnew
        ? Sql.Of($"update integrations set failures = {More} where account_id = {AccountId} and id = {IntegrationId} and failures <> {More} returning failures")
        : Sql.Of($"update integrations set failures = failures + {More} where account_id = {AccountId} and id = {IntegrationId} returning failures");
}
