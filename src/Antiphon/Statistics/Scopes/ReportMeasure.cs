using Antiphon.Data;
using Antiphon.Statistics.Reports;

namespace Antiphon.Statistics.Scopes;

/// <summary>How rows become one number.</summary>
internal enum Aggregate
{
    /// <summary>How many rows have a sample.</summary>
    Rows,

    /// <summary>How many tickets the rows with a sample belong to.</summary>
    Tickets,

    /// <summary>How many different samples there are.</summary>
    Different,

    Median,
    Average,
    Sum,

    /// <summary>The share of samples that are true, among those that are true or false.</summary>
    Share,

    /// <summary>What the formula of the measure says, of several columns; the sample says which rows are behind it.</summary>
    Formula,
}

/// <summary>
/// A measure: what each row brings (<paramref name="Sample"/>, null when it brings nothing) and how the samples become one number. Without any sample the
/// number is null.
/// </summary>
internal sealed record ReportMeasure(string Name, Aggregate Aggregate, Func<WorkingTime, Sql> Sample, string Unit, string Definition)
{
    /// <summary>How much one sample stands for; a slot of presence is 300 seconds.</summary>
    public int Factor { get; init; } = 1;

    /// <summary>The columns that a sample of several is made of: they are told apart quicker than what they make together.</summary>
    public IReadOnlyList<Sql>? Parts { get; init; }

    /// <summary>An aggregate of its own, for a number that none of the others makes.</summary>
    public Sql? Formula { get; init; }

    /// <summary>Whether it is our own addition, unknown to whoever does not ask for extensions.</summary>
    public bool IsExtension { get; init; }

    /// <summary>Whether it asks when the account works.</summary>
    public bool UsesWorkingTime { get; init; }

    /// <summary>An older spelling, understood and not listed.</summary>
    public bool IsAlias { get; init; }

    /// <summary>What tells apart that of which each is counted once, where it is worth to group by it before it is counted; null elsewhere.</summary>
    public IReadOnlyList<Sql>? CountedOnce(WorkingTime time) => Aggregate switch
    {
        Aggregate.Tickets => [Ticket(Sample(time))],
        Aggregate.Different => Parts,
        _ => null,
    };

    /// <summary>Their number, where <paramref name="one"/> is a column in which each stands once.</summary>
    public Sql NumberOf(Sql one) => Sql.Of($"nullif(count({one}), 0)") + (Factor == 1 ? Sql.Empty : Sql.Of($" * {Factor}"));

    public Sql Value(WorkingTime time)
    {
        var sample = Sample(time);
        return Aggregate switch
        {
            Aggregate.Rows => Sql.Of($"nullif(count({sample}), 0)"),
            Aggregate.Tickets => NumberOf(Sql.Of($"distinct {Ticket(sample)}")),
            Aggregate.Different => NumberOf(Sql.Of($"distinct {sample}")),
            Aggregate.Median => Sql.Of($"percentile_cont(0.5) within group (order by ({sample})::double precision)"),
            Aggregate.Average => Sql.Of($"avg(({sample})::double precision)"),
            Aggregate.Sum => Sql.Of($"sum({sample})"),
            Aggregate.Formula => Formula!,
            _ => Sql.Of($"avg(({sample})::int::double precision)"),
        };
    }

    private static Sql Ticket(Sql sample) => Sql.Of($"case when {sample} is not null then f.ticket_id end");

    public static ReportMeasure Count(string name, string unit, string definition) => new(name, Aggregate.Rows, _ => Sql.Of($"1"), unit, definition);
}
