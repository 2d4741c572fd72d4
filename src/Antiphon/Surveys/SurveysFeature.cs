using Antiphon.Accounts.Settings;
using Antiphon.Scheduling;
using Antiphon.Surveys.Answering;
using Antiphon.Surveys.Lifecycle;

namespace Antiphon.Surveys;

/// <summary>How satisfied customers are: asked after a ticket is closed, answered with a click. Contract page: satisfaction surveys.</summary>
internal static class SurveysFeature
{
    public static IServiceCollection AddSurveys(this IServiceCollection services) => services
        .AddSingleton(PlanSurvey.Consumer)
        .AddScoped<IFollowsSetting, FollowSurveySetting>()
        .AddScoped<PlanSurvey>()
        .AddDueHandler<SendSurvey>()
        .AddScoped<WriteSurvey>()
        .AddScoped<AnswerSurvey>()
        .AddScoped<ListSurveys>()
        .AddScoped<GetSurvey>()
        .AddScoped<CreateSurvey>()
        .AddScoped<UpdateSurvey>();

    public static void MapSurveys(this IEndpointRouteBuilder api)
    {
        ListSurveys.Map(api);
        CreateSurvey.Map(api);
        GetSurvey.Map(api);
        UpdateSurvey.Map(api);
    }

    /// <summary>The page for customers, which is no part of the API.</summary>
    public static void MapSurveyPages(this IEndpointRouteBuilder app) => SurveyPage.Map(app);
}
