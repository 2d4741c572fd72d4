using Antiphon.Tickets.Assignment;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Antiphon.Teams;

/// <summary>Groups of users. Contract page: users and teams.</summary>
internal static class TeamsFeature
{
    public static IServiceCollection AddTeams(this IServiceCollection services)
    {
        services.TryAddScoped<UnassignTickets>();
        return services
            .AddScoped<SetMembers>()
            .AddScoped<LeaveTeams>()
            .AddScoped<ListTeams>()
            .AddScoped<CreateTeam>()
            .AddScoped<GetTeam>()
            .AddScoped<UpdateTeam>()
            .AddScoped<DeleteTeam>();
    }

    public static void MapTeams(this IEndpointRouteBuilder api)
    {
        ListTeams.Map(api);
        CreateTeam.Map(api);
        GetTeam.Map(api);
        UpdateTeam.Map(api);
        DeleteTeam.Map(api);
    }
}
