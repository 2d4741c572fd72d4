using Antiphon.Data;
using Npgsql;
using NpgsqlTypes;

namespace Antiphon.Statistics.Reports;

/// <summary>
/// The hours in which an account works, in the form in which the database measures spans with them: when work begins and ends in turns, and how many seconds
/// had been worked by then. Spans are taken from the wall clock of each day, so an hour that a change of the clocks takes away or brings twice counts as it was.
/// </summary>
internal sealed class WorkingTime
{
    private readonly NpgsqlParameter<double[]> edges;
    private readonly NpgsqlParameter<double[]> worked;
    private readonly bool isKnown;

    private WorkingTime(double[] edges, double[] worked, bool isKnown)
    {
        this.edges = Column(edges);
        this.worked = Column(worked);
        this.isKnown = isKnown;
    }

    /// <summary>An account that has not said when it works: all time counts.</summary>
    public static WorkingTime Always { get; } = new([], [], isKnown: false);

    /// <param name="spans">In any order; those that touch or overlap become one.</param>
    public static WorkingTime Of(IEnumerable<(DateTimeOffset From, DateTimeOffset To)> spans)
    {
        var (edges, worked, sum) = (new List<double>(), new List<double>(), 0d);
        foreach (var (from, to) in spans.Where(span => span.From < span.To).OrderBy(span => span.From))
        {
            var (begin, end) = (Seconds(from), Seconds(to));
            if (edges.Count > 0 && begin <= edges[^1])
            {
                sum += Math.Max(0, end - edges[^1]);
                (edges[^1], worked[^1]) = (Math.Max(end, edges[^1]), sum);
                continue;
            }

            edges.Add(begin);
            worked.Add(sum);
            sum += end - begin;
            edges.Add(end);
            worked.Add(sum);
        }

        return new([.. edges], [.. worked], isKnown: true);
    }

    /// <summary>Seconds of work between two moments of a row; null when one of them is.</summary>
    public Sql Between(Sql from, Sql to) => isKnown
        ? Sql.Of($"(statistic_worked({to}, {edges}, {worked}) - statistic_worked({from}, {edges}, {worked}))")
        : Sql.Of($"extract(epoch from {to} - {from})::double precision");

    /// <summary>Whether work goes on at a moment of a row.</summary>
    public Sql Holds(Sql moment) => isKnown ? Sql.Of($"(width_bucket(extract(epoch from {moment})::double precision, {edges}) % 2 = 1)") : Sql.Of($"true");

    private static double Seconds(DateTimeOffset moment) => moment.ToUnixTimeMilliseconds() / 1000d;

    private static NpgsqlParameter<double[]> Column(double[] values) => new() { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Double };
}
