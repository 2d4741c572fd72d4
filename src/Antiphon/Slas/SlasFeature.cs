using Antiphon.Scheduling;
using Antiphon.Slas.Clocks;
using Antiphon.Slas.Policies;

namespace Antiphon.Slas;

/// <summary>Service level agreements: how soon tickets are to be answered and resolved, and what is told when they are not. An extension: see docs/slas.md.</summary>
internal static class SlasFeature
{
    public static IServiceCollection AddSlas(this IServiceCollection services) => services
        .AddSingleton(WatchSlas.Consumer)
        .AddDueHandler<DueSla>()
        .AddDueHandler<RecountSlas>()
        .AddScoped<WatchSlas>()
        .AddScoped<FollowTicket>()
        .AddScoped<ReadSlaSubject>()
        .AddScoped<SlaPolicyFields>()
        .AddScoped<SlaPolicyChanges>()
        .AddScoped<ListSlaPolicies>()
        .AddScoped<CreateSlaPolicy>()
        .AddScoped<OrderSlaPolicies>()
        .AddScoped<GetSlaPolicy>()
        .AddScoped<UpdateSlaPolicy>()
        .AddScoped<DeleteSlaPolicy>()
        .AddScoped<ListTicketSlas>();

    public static void MapSlas(this IEndpointRouteBuilder api)
    {
        ListSlaPolicies.Map(api);
        CreateSlaPolicy.Map(api);
        OrderSlaPolicies.Map(api);
        GetSlaPolicy.Map(api);
        UpdateSlaPolicy.Map(api);
        DeleteSlaPolicy.Map(api);
        ListTicketSlas.Map(api);
    }
}
