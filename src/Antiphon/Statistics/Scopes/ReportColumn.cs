using Antiphon.Data;
using Antiphon.Statistics.Reports;

namespace Antiphon.Statistics.Scopes;

/// <summary>What the values of a column are.</summary>
internal enum ColumnKind
{
    Id,
    Text,
    Number,
    Flag,
    Time,
}

/// <summary>A dimension or a member of filters: its name and where it stands in the rows <c>f</c> of a scope.</summary>
internal sealed record ReportColumn(string Name, Sql Value, ColumnKind Kind)
{
    /// <summary>Whether it is our own addition, unknown to whoever does not ask for extensions.</summary>
    public bool IsExtension { get; init; }

    /// <summary>An older spelling, understood and not listed.</summary>
    public bool IsAlias { get; init; }

    /// <summary>For a member of filters that depends on when the account works: the value then, in place of <see cref="Value"/>.</summary>
    public Func<WorkingTime, Sql>? ValueIn { get; init; }

    /// <summary>For a member of filters that stands beside the rows: a table of tickets, named <c>v</c>, in which <see cref="Value"/> is.</summary>
    public Sql? Beside { get; init; }

    public static ReportColumn Id(string name, Sql value) => new(name, value, ColumnKind.Id);

    public static ReportColumn Text(string name, Sql value) => new(name, value, ColumnKind.Text);

    public static ReportColumn Number(string name, Sql value) => new(name, value, ColumnKind.Number);

    public static ReportColumn Flag(string name, Sql value) => new(name, value, ColumnKind.Flag);

    public static ReportColumn Time(string name, Sql value) => new(name, value, ColumnKind.Time);

    /// <summary>Something that nothing in this product knows: it is null in every row.</summary>
    public static ReportColumn Unknown(string name) => Text(name, Sql.Of($"null::text"));
}
