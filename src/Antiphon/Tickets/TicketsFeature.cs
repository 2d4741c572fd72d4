using Antiphon.Operating;
using Antiphon.Tickets.Changes;
using Antiphon.Tickets.Creation;
using Antiphon.Tickets.Exclusions;
using Antiphon.Tickets.Fields;
using Antiphon.Tickets.Snooze;
using Antiphon.Tickets.Tagging;

namespace Antiphon.Tickets;

/// <summary>Conversations. Contract pages: tickets, tags and ticket tags.</summary>
internal static class TicketsFeature
{
    public static IServiceCollection AddTickets(this IServiceCollection services)
    {
        services.AddSection<SnoozeOptions>(SnoozeOptions.Section);
        return services
            .AddScoped<ListTickets>()
            .AddScoped<CreateTicket>()
            .AddScoped<ReadNewTicket>()
            .AddScoped<JoinOpenTicket>()
            .AddScoped<GetTicket>()
            .AddScoped<UpdateTicket>()
            .AddScoped<DeleteTicket>()
            .AddScoped<ListTicketTags>()
            .AddScoped<TagTicket>()
            .AddScoped<ExcludeTicket>()
            .AddScoped<ListTicketFields>()
            .AddScoped<SetTicketFields>()
            .AddHostedSingleton<WakeTickets>();
    }

    public static void MapTickets(this IEndpointRouteBuilder api)
    {
        ListTickets.Map(api);
        CreateTicket.Map(api);
        GetTicket.Map(api);
        UpdateTicket.Map(api);
        DeleteTicket.Map(api);
        ListTicketTags.Map(api);
        TagTicket.Map(api);
        ListTicketFields.Map(api);
        SetTicketFields.Map(api);
    }
}
