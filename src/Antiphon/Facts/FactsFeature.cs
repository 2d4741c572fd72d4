namespace Antiphon.Facts;

/// <summary>What templates and rules know of a ticket. Contract pages: macros, rules.</summary>
internal static class FactsFeature
{
    public static IServiceCollection AddFacts(this IServiceCollection services) => services.AddScoped<ReadTicketFacts>();
}
