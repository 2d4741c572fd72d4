using Antiphon.Macros;
using Antiphon.Operating;
using Antiphon.Rules.Running;
using Antiphon.Rules.Simulation;
using Antiphon.Rules.Templates;
using Antiphon.Rules.Tracing;

namespace Antiphon.Rules;

/// <summary>What runs by itself when something happens to a ticket. Contract page: rules.</summary>
internal static class RulesFeature
{
    public static IServiceCollection AddRules(this IServiceCollection services)
    {
        services.AddSection<RuleOptions>(RuleOptions.Section);
        return services
            .AddSingleton(RunRules.Consumer)
            .AddRetention<TraceRetention>()
            .AddScoped<RunRules>()
            .AddScoped<RuleEngine>()
            .AddScoped<ReadRuleFacts>()
            .AddScoped<RuleActionRunner>()
            .AddScoped<NoteCallOutcome>()
            .AddScoped<RuleUses>()
            .AddScoped<IMacroUse, RuleUses>()
            .AddScoped<RuleSubscriptions>()
            .AddScoped<ListRules>()
            .AddScoped<CreateRule>()
            .AddScoped<GetRule>()
            .AddScoped<UpdateRule>()
            .AddScoped<DeleteRule>()
            .AddScoped<SetRulePriorities>()
            .AddScoped<ListRuleRuns>()
            .AddScoped<SimulateRule>()
            .AddScoped<SiftTickets>()
            .AddScoped<ReplayTicket>()
            .AddScoped<InstallRuleTemplate>();
    }

    public static void MapRules(this IEndpointRouteBuilder api)
    {
        ListRules.Map(api);
        CreateRule.Map(api);
        GetRule.Map(api);
        UpdateRule.Map(api);
        DeleteRule.Map(api);
        SetRulePriorities.Map(api);
        ListRuleRuns.Map(api);
        SimulateRule.Map(api);
        ListRuleTemplates.Map(api);
        InstallRuleTemplate.Map(api);
    }
}
