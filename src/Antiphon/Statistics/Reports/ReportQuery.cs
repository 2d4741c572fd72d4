using Antiphon.Data;
using Antiphon.Statistics.Scopes;

namespace Antiphon.Statistics.Reports;

/// <summary>A column by which rows of an answer are ordered: its place among the answer's columns.</summary>
internal readonly record struct ReportOrder(int Column, bool IsDescending);

/// <summary>A time dimension with its granularity, a word that the database knows too.</summary>
internal sealed record ReportBucket(ReportColumn Column, string Granularity);

/// <summary>A question that was checked.</summary>
internal sealed record ReportQuery(string AskedScope, ReportScope Scope, ReportPeriod Period, string Zone)
{
    public IReadOnlyList<ReportMeasure> Measures { get; init; } = [];

    public IReadOnlyList<ReportColumn> Dimensions { get; init; } = [];

    public ReportBucket? Bucket { get; init; }

    public IReadOnlyList<ReportOrder> Order { get; init; } = [];

    /// <summary>The filters, as a condition that follows others.</summary>
    public Sql Where { get; init; } = Sql.Empty;

    /// <summary>Filters that ask when the account works, to follow the others; null without such a filter.</summary>
    public Func<WorkingTime, Sql>? WhereIn { get; init; }

    public bool UsesWorkingTime => WhereIn is not null || Measures.Any(measure => measure.UsesWorkingTime);

    /// <summary>Whether nothing is read but the rows of the scope: what filters ask for may stand in other tables.</summary>
    public bool ReadsOneTable => !Scope.IsJoined && ReferenceEquals(Where, Sql.Empty) && WhereIn is null;

    /// <summary>A select of the agents that a filter names, who get a row even if they did nothing; null when none does.</summary>
    public Sql? NamedAgents { get; init; }
}
