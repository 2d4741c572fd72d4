using Antiphon.Data;

namespace Antiphon.Statistics.Reports;

/// <summary>A span of time, from its beginning to before its end.</summary>
internal readonly record struct ReportPeriod(DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>The last moment of it; the database counts microseconds.</summary>
    public DateTimeOffset Last => End.AddTicks(-TimeSpan.TicksPerMicrosecond);

    /// <summary>A condition on a column of time, to follow others.</summary>
    public Sql Holds(Sql column) => Sql.Of($" and {column} >= {Start} and {column} < {End}");
}
