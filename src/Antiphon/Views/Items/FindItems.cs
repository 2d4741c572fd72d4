using Antiphon.Data;
using Antiphon.Language.Conditions;
using Npgsql;

namespace Antiphon.Views.Items;

/// <summary>The ids of one page, and the cursors of its neighbours. All null when there is one page only.</summary>
internal sealed record ItemIds(long[] Ids, string? Current, string? Next, string? Prev);

/// <summary>Finds the ids of a page of items. The rows themselves are read afterwards, so the walk carries nothing else along.</summary>
internal sealed class FindItems(DeskDb db, NpgsqlDataSource pool)
{
    private const int CountsAtOnce = 4;

    public async Task<ItemIds> RunAsync(ItemsRequest request, FilterSubject subject, Sql condition, long accountId, CancellationToken cancellationToken)
    {
        var (table, id) = subject == FilterSubject.Ticket ? (Sql.Of($"tickets"), Sql.Of($"tickets.id")) : (Sql.Of($"customers"), Sql.Of($"customers.id"));
        if (request.IgnoredItem is { } ignored)
        {
            condition += Sql.Of($" and {id} <> {ignored}");
        }

        var found = new List<ItemEdge>();
        foreach (var part in request.Parts(id))
        {
            var rest = request.Limit + 1 - found.Count;
            if (rest == 0)
            {
                break;
            }

            var source = request.Order.Column.Source?.Invoke(condition) ?? Sql.Of($"{table} where {table}.account_id = {accountId} and {condition}");
            found.AddRange(await ReadAsync(Sql.Of($"select {id}, {request.Order.Column.Column} from {source}{part} limit {rest}"), request.Order.Column, cancellationToken));
        }

        return Cut(found, request);
    }

    /// <summary>Counts to a bound, on several connections at once: each list costs about as much as a page, and a side bar has many.</summary>
    public async Task<IReadOnlyList<int>> CountAsync(IReadOnlyList<(FilterSubject Subject, Sql Condition)> lists, int most, long accountId, CancellationToken cancellationToken)
    {
        var counts = new int[lists.Count];
        await Task.WhenAll(Enumerable.Range(0, Math.Min(CountsAtOnce, lists.Count)).Select(async lane =>
        {
            int[] places = [.. Enumerable.Range(0, lists.Count).Where(place => place % CountsAtOnce == lane)];
            var counted = await CountAsync(new DeskDb(pool), [.. places.Select(place => lists[place])], most, accountId, cancellationToken);
            for (var i = 0; i < places.Length; i++)
            {
                counts[places[i]] = counted[i];
            }
        }));
        return counts;
    }

    private static Task<List<int>> CountAsync(DeskDb db, IReadOnlyList<(FilterSubject Subject, Sql Condition)> lists, int most, long accountId, CancellationToken cancellationToken) => db.BatchAsync(
        [
            Planner.OnceForTheseValues,
            .. lists.Select(list => list.Subject == FilterSubject.Ticket
                ? Sql.Of($"select count(*)::int from (select from tickets where tickets.account_id = {accountId} and {list.Condition} limit {most}) counted")
                : Sql.Of($"select count(*)::int from (select from customers where customers.account_id = {accountId} and {list.Condition} limit {most}) counted")),
        ],
        async (results, token) =>
        {
            await results.FirstOrDefaultAsync(_ => true, token);
            var counts = new List<int>();
            for (var i = 0; i < lists.Count; i++)
            {
                counts.Add(await results.FirstOrDefaultAsync(row => row.GetInt32(0), token));
            }

            return counts;
        },
        cancellationToken);

    private Task<List<ItemEdge>> ReadAsync(Sql statement, ItemColumn column, CancellationToken cancellationToken) => db.BatchAsync(
        [Planner.OnceForTheseValues, statement],
        async (results, token) =>
        {
            await results.FirstOrDefaultAsync(_ => true, token);
            return await results.ListAsync(row => new ItemEdge(row.GetInt64(0), row.IsDBNull(1) ? null : column.Key(row)), token);
        },
        cancellationToken);

    private static ItemIds Cut(List<ItemEdge> found, ItemsRequest request)
    {
        var more = found.Count > request.Limit;
        if (more)
        {
            found.RemoveAt(request.Limit);
        }

        if (!request.Forward)
        {
            found.Reverse();
        }

        var hasPrev = found.Count > 0 && (request.Forward ? request.Cursor is not null : more);
        var hasNext = found.Count > 0 && (request.Forward ? more : request.Cursor is not null);
        long[] ids = [.. found.Select(edge => edge.Id)];
        if (!hasPrev && !hasNext)
        {
            return new(ids, null, null, null);
        }

        var forward = new ItemCursor(Forward: true, request.Order.Name, found[0], found[^1]);
        return new(ids, forward.Encode(), hasNext ? forward.Encode() : null, hasPrev ? (forward with { Forward = false }).Encode() : null);
    }
}
