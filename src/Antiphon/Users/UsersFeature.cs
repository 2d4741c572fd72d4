using Antiphon.Identity;
using Antiphon.Tickets.Assignment;
using Antiphon.Users.Invitations;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Antiphon.Users;

/// <summary>The people, and bots, of the company. Contract page: users and teams.</summary>
internal static class UsersFeature
{
    public static IServiceCollection AddUsers(this IServiceCollection services)
    {
        services.TryAddScoped<UnassignTickets>();
        return services
            .AddScoped<RevokeApiKeys>()
            .AddScoped<InviteUser>()
            .AddScoped<ReinviteUser>()
            .AddScoped<AcceptInvitation>()
            .AddScoped<ListUsers>()
            .AddScoped<EnsureBot>()
            .AddScoped<CreateUser>()
            .AddScoped<JoinUser>()
            .AddScoped<GetUser>()
            .AddScoped<UpdateUser>()
            .AddScoped<DeleteUser>();
    }

    public static void MapUsers(this IEndpointRouteBuilder api)
    {
        ListUsers.Map(api);
        CreateUser.Map(api);
        ReinviteUser.Map(api);
        GetUser.Map(api);
        UpdateUser.Map(api);
        DeleteUser.Map(api);
    }

    /// <summary>Routes for people who have no credentials yet; they stand outside <c>/api</c>.</summary>
    public static void MapInvitations(this IEndpointRouteBuilder app)
    {
        AcceptInvitation.Map(app);
        InvitationPage.Map(app);
    }
}
