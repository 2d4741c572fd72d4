using Antiphon.Operating;
using Antiphon.Statistics.Cards;
using Antiphon.Statistics.Counting;
using Antiphon.Statistics.Legacy;
using Antiphon.Statistics.Reports;

namespace Antiphon.Statistics;

/// <summary>Numbers about tickets, messages and people, counted from the event sequence. Contract page: statistics-and-reporting.</summary>
internal static class StatisticsFeature
{
    public static IServiceCollection AddStatistics(this IServiceCollection services)
    {
        services.AddSection<StatisticOptions>(StatisticOptions.Section);
        return services
            .AddHostedSingleton<CountingSweep>()
            .AddScoped<CountEvents>()
            .AddScoped<RebuildStatistics>()
            .AddScoped<CheckStatistics>()
            .AddScoped<ReadWorkingTime>()
            .AddScoped<AnswerReport>()
            .AddScoped<AskReport>()
            .AddScoped<ExplainReport>()
            .AddScoped<ListReportTickets>()
            .AddScoped<LegacyStatistics>()
            .AddScoped<GiveFeedback>();
    }

    public static void MapStatistics(this IEndpointRouteBuilder api)
    {
        AskReport.Map(api);
        ExplainReport.Map(api);
        ListReportTickets.Map(api);
        ListScopes.Map(api);
        MetricCards.Map(api);
        GiveFeedback.Map(api);
        LegacyStatistics.Map(api);
    }
}
