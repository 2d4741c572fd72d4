using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Statistics.Scopes;

namespace Antiphon.Statistics.Reports;

/// <summary>Says what can be asked: every scope with its measures, dimensions and filters, and what they mean.</summary>
internal static class ListScopes
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapGet("/reporting/scopes", Handle).RequireScope(Scope.StatisticsRead, Right.Read)
        .Extension().Produces<StatsScopesResource>().WithName("ListReportScopes");

    private static IResult Handle() => Result<StatsScopesResource>.Of(new([.. ReportScopes.All.Select(ToResource)])).ToOk(AskReport.Msg, scopes => scopes);

    private static StatsScopeResource ToResource(ReportScope scope) => new(
        scope.Name,
        scope.Aliases,
        scope.Definition,
        scope.PeriodDefinition,
        scope.IsFed,
        [.. scope.Measures.Where(measure => !measure.IsAlias).Select(ToResource)],
        [.. scope.Dimensions.Where(column => column is { IsAlias: false, IsExtension: false }).Select(column => column.Name)],
        [
            TicketColumns.PeriodStart, TicketColumns.PeriodEnd, .. scope.Filters.Where(column => column is { IsAlias: false, IsExtension: false }).Select(column => column.Name),
            .. scope.GroupFilters,
        ],
        [.. scope.TimeDimensions.Where(column => !column.IsAlias).Select(column => column.Name)],
        [.. scope.Dimensions.Where(column => column.IsExtension).Select(column => column.Name)]);

    public static StatsMeasureResource ToResource(ReportMeasure measure) => new(measure.Name, measure.Definition, measure.Unit, measure.IsExtension);
}
