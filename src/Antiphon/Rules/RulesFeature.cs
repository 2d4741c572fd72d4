using Antiphon.Macros;

namespace Antiphon.Rules;

/// <summary>What runs by itself when something happens to a ticket. Contract page: rules.</summary>
internal static class RulesFeature
{
    public static IServiceCollection AddRules(this IServiceCollection services) => services
        .AddScoped<RuleUses>()
        .AddScoped<IMacroUse, RuleUses>()
        .AddScoped<RuleSubscriptions>()
        .AddScoped<ListRules>()
        .AddScoped<CreateRule>()
        .AddScoped<GetRule>()
        .AddScoped<UpdateRule>()
        .AddScoped<DeleteRule>()
        .AddScoped<SetRulePriorities>();

    public static void MapRules(this IEndpointRouteBuilder api)
    {
        ListRules.Map(api);
        CreateRule.Map(api);
        GetRule.Map(api);
        UpdateRule.Map(api);
        DeleteRule.Map(api);
        SetRulePriorities.Map(api);
    }
}
