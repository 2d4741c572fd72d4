using Antiphon.Data;
using Antiphon.Statistics.Scopes;

namespace Antiphon.Statistics.Reports;

/// <summary>The statements that answer a question.</summary>
internal static class ReportSql
{
    // Names of columns are constants of the code, so there are as many as a question may have columns.
    private static readonly IReadOnlyList<Sql> Names =
    [
        .. new[]
        {
            Sql.Of($"c0"), Sql.Of($"c1"), Sql.Of($"c2"), Sql.Of($"c3"), Sql.Of($"c4"), Sql.Of($"c5"), Sql.Of($"c6"), Sql.Of($"c7"), Sql.Of($"c8"), Sql.Of($"c9"),
            Sql.Of($"c10"), Sql.Of($"c11"), Sql.Of($"c12"), Sql.Of($"c13"), Sql.Of($"c14"), Sql.Of($"c15"), Sql.Of($"c16"), Sql.Of($"c17"), Sql.Of($"c18"), Sql.Of($"c19"),
            Sql.Of($"c20"), Sql.Of($"c21"), Sql.Of($"c22"), Sql.Of($"c23"), Sql.Of($"c24"), Sql.Of($"c25"), Sql.Of($"c26"), Sql.Of($"c27"), Sql.Of($"c28"), Sql.Of($"c29"),
            Sql.Of($"c30"), Sql.Of($"c31"), Sql.Of($"c32"), Sql.Of($"c33"), Sql.Of($"c34"), Sql.Of($"c35"), Sql.Of($"c36"), Sql.Of($"c37"), Sql.Of($"c38"), Sql.Of($"c39"),
            Sql.Of($"c40"), Sql.Of($"c41"), Sql.Of($"c42"), Sql.Of($"c43"), Sql.Of($"c44"), Sql.Of($"c45"), Sql.Of($"c46"), Sql.Of($"c47"), Sql.Of($"c48"), Sql.Of($"c49"),
        },
    ];

    /// <summary>All rows of an answer: the bucket of time, the dimensions, the measures.</summary>
    public static Sql Rows(ReportQuery query, WorkingTime time, long accountId)
    {
        var groups = Groups(query);
        var rows = query is { Bucket: null, Measures: [var only] } && only.CountedOnce(time) is { } keys
            ? Grouped([.. groups.Select((_, place) => Names[place]), only.NumberOf(Names[groups.Count])], groups.Count, EachOnce(query, groups, keys, time, accountId))
            : Grouped([.. groups, .. query.Measures.Select(measure => measure.Value(time))], groups.Count, From(query, time, accountId));

        // Agents who are asked for have a row even if they did nothing.
        if (query is not { NamedAgents: { } agents, Dimensions: [{ Name: "agentId" }], Bucket: null })
        {
            return rows;
        }

        var nothing = Join(query.Measures.Select(_ => Sql.Of($"null")));
        var none = query.Measures.Count == 0 ? Sql.Empty : Sql.Of($", {nothing}");
        return Sql.Of(
            $"with active as ({rows}) select * from active union all select idle.id{none} from (select distinct id from ({agents}) named (id)) idle where not exists (select from active where c0 = idle.id)");
    }

    /// <summary>A page of the rows, each with the number of all.</summary>
    public static Sql Page(Sql rows, ReportQuery query, long offset, int limit)
    {
        var width = Width(query);
        var order = query.Order.Select(one => one.IsDescending ? Sql.Of($"{Names[one.Column]} desc nulls last") : Sql.Of($"{Names[one.Column]} asc nulls last"))
            .Concat(Enumerable.Range(0, width).Except(query.Order.Select(one => one.Column)).Select(place => Sql.Of($"{Names[place]} nulls last")));
        return Sql.Of($"select found.*, count(*) over () from ({rows}) found order by {Join(order)} limit {limit} offset {offset}");
    }

    /// <summary>The tickets whose rows make a cell.</summary>
    public static Sql Tickets(ReportQuery query, ReportMeasure? measure, Sql cell, WorkingTime time, long accountId)
    {
        var counts = measure is null ? Sql.Empty : Sql.Of($" and ({measure.Sample(time)}) is not null");
        return Sql.Of($"select distinct f.ticket_id as id from {query.Scope.Rows!} f where {Holds(query, time, accountId)}{counts}{cell} and f.ticket_id > 0");
    }

    /// <summary>What the rows are grouped by, in the order of the columns.</summary>
    public static List<Sql> Groups(ReportQuery query) =>
    [
        .. query.Bucket is { } bucket ? [Bucket(bucket, query.Zone)] : Array.Empty<Sql>(),
        .. query.Dimensions.Select(dimension => dimension.Value),
    ];

    public static int Width(ReportQuery query) => (query.Bucket is null ? 0 : 1) + query.Dimensions.Count + query.Measures.Count;

    // To find the different ones of a million rows by sorting takes up to four times as long as by hashing, which PostgreSQL does for groups and not inside of an aggregate.
    // Within the days of a period few rows are sorted at once, and it does not matter.
    private static Sql EachOnce(ReportQuery query, List<Sql> groups, IReadOnlyList<Sql> keys, WorkingTime time, long accountId) =>
        Sql.Of($"({Grouped([.. groups, .. keys], groups.Count + keys.Count, From(query, time, accountId))}) once");

    /// <summary>Selects columns, of which the first ones make the groups.</summary>
    private static Sql Grouped(IReadOnlyList<Sql> columns, int groups, Sql from)
    {
        var rows = Sql.Of($"select {Join(columns.Select((column, place) => Sql.Of($"{column} as {Names[place]}")))} from {from}");
        return groups == 0 ? rows : rows + Sql.Of($" group by {Join(Enumerable.Range(0, groups).Select(place => Names[place]))}");
    }

    private static Sql From(ReportQuery query, WorkingTime time, long accountId) => Sql.Of($"{query.Scope.Rows!} f where {Holds(query, time, accountId)}");

    private static Sql Bucket(ReportBucket bucket, string zone) => Sql.Of($"date_trunc({bucket.Granularity}, {bucket.Column.Value} at time zone {zone})");

    private static Sql Holds(ReportQuery query, WorkingTime time, long accountId) =>
        Sql.Of($"f.account_id = {accountId}{query.Scope.Within(query.Period)}{query.Where}{query.WhereIn?.Invoke(time) ?? Sql.Empty}");

    private static Sql Join(IEnumerable<Sql> parts) => parts.Aggregate((left, right) => Sql.Of($"{left}, {right}"));
}
