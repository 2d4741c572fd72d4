using Antiphon.Data;

namespace Antiphon.Statistics.Scopes;

/// <summary>
/// What calls are worth: additions of ours to the scope voice-calls, from what a posted call says of itself. Amounts of several currencies have no sum, so a number over
/// them is null until it is asked for by currency.
/// </summary>
internal static class CallMetrics
{
    private const string OneCurrency = "Null over calls of several currencies: ask for them with the dimension currency.";

    private static readonly Sql Costs = Sql.Of($"sum(f.cost)");
    private static readonly Sql Resolved = Sql.Of($"nullif(count(case when f.resolved then 1 end), 0)");

    // Calls that name no amount do not count; calls that name one without its currency are in the currency of nobody, which is one too.
    private static readonly Sql IsOneCurrency = Sql.Of($"count(distinct case when coalesce(f.cost, f.attributed_revenue) is not null then coalesce(f.currency, '') end) = 1");

    public static IReadOnlyList<ReportMeasure> All { get; } =
    [
        new("resolutionRate", Aggregate.Share, _ => Sql.Of($"f.resolved"), "share", "Resolved calls of those that say whether they are.") { IsExtension = true },
        new("deflectionRate", Aggregate.Share, _ => Sql.Of($"f.deflected"), "share", "Calls in which nobody of the company had to speak, of those that say so or not.") { IsExtension = true },
        new("attributedRevenue", Aggregate.Formula, _ => Sql.Of($"f.attributed_revenue"), "amount", $"Sum of what was bought because of the calls. {OneCurrency}")
        {
            IsExtension = true,
            Formula = OfOneCurrency(Sql.Of($"sum(f.attributed_revenue)")),
        },
        new("callCost", Aggregate.Formula, _ => Sql.Of($"f.cost"), "amount", $"Sum of what the calls cost. {OneCurrency}") { IsExtension = true, Formula = OfOneCurrency(Costs) },
        new("costPerResolvedCall", Aggregate.Formula, _ => Sql.Of($"case when f.resolved then 1 end"), "amount", $"Cost of all calls / resolved calls. {OneCurrency}")
        {
            IsExtension = true,
            Formula = OfOneCurrency(Sql.Of($"({Costs} / {Resolved})::double precision")),
        },
        new("returnOnInvestment", Aggregate.Formula, _ => Sql.Of($"f.cost"), "ratio", $"(attributed revenue - cost) / cost: 0 when the calls paid for themselves, 1 when they brought twice what they cost. {OneCurrency}")
        {
            IsExtension = true,
            Formula = OfOneCurrency(Sql.Of($"((coalesce(sum(f.attributed_revenue), 0) - {Costs}) / nullif({Costs}, 0))::double precision")),
        },
    ];

    public static IReadOnlyList<ReportColumn> Dimensions { get; } =
    [
        ReportColumn.Text("currency", Sql.Of($"f.currency")) with { IsExtension = true },
        ReportColumn.Text("outcome", Sql.Of($"f.outcome")) with { IsExtension = true },
        ReportColumn.Flag("isResolved", Sql.Of($"f.resolved")) with { IsExtension = true },
        ReportColumn.Flag("isDeflected", Sql.Of($"f.deflected")) with { IsExtension = true },
    ];

    private static Sql OfOneCurrency(Sql number) => Sql.Of($"case when {IsOneCurrency} then {number} end");
}
