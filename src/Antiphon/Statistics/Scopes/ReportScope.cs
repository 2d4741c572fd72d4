using Antiphon.Data;
using Antiphon.Statistics.Reports;

namespace Antiphon.Statistics.Scopes;

/// <summary>A data set of the contract page: its rows, what can be computed of them and for what.</summary>
internal sealed record ReportScope(string Name, string Definition, string PeriodDefinition)
{
    /// <summary>The table of the rows, which get the name <c>f</c>; null when nothing in this product leaves such rows.</summary>
    public Sql? Rows { get; init; }

    /// <summary>Whether the rows are put together of several tables when they are asked for.</summary>
    public bool IsJoined { get; init; }

    /// <summary>Which rows belong to the period.</summary>
    public Func<ReportPeriod, Sql> Within { get; init; } = _ => Sql.Of($" and false");

    public IReadOnlyList<string> Aliases { get; init; } = [];

    public required IReadOnlyList<ReportMeasure> Measures { get; init; }

    public required IReadOnlyList<ReportColumn> Dimensions { get; init; }

    public required IReadOnlyList<ReportColumn> Filters { get; init; }

    public required IReadOnlyList<ReportColumn> TimeDimensions { get; init; }

    /// <summary>Whether the filters <c>tags</c> and <c>customFields</c> are known.</summary>
    public bool TakesTagsAndFields { get; init; }

    /// <summary>Whether the filter <c>tags</c> is known, without <c>customFields</c>.</summary>
    public bool TakesTags { get; init; }

    /// <summary>Members of which a filter must be there, besides the period.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>The members of filters whose values are groups.</summary>
    public IReadOnlyList<string> GroupFilters =>
        TakesTagsAndFields ? [TicketColumns.CustomFields, TicketColumns.Tags] : TakesTags ? [TicketColumns.Tags] : [];

    /// <summary>Whether anything in this product leaves such rows.</summary>
    public bool IsFed => Rows is not null;
}
