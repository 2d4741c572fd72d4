using Antiphon.Operating;

namespace Antiphon.Outgoing;

/// <summary>The door through which this server calls others.</summary>
internal static class OutgoingFeature
{
    public static IServiceCollection AddOutgoing(this IServiceCollection services)
    {
        services.AddSection<OutgoingOptions>(OutgoingOptions.Section)
            .Validate(options => options.ReadNetworks() is not null, "Outgoing:AllowedNetworks must be addresses or networks such as 10.1.0.0/16, separated by commas.")
            .Validate(options => options.ReadPorts() is not null, "Outgoing:Ports must be numbers separated by commas, or *.");
        return services.AddSingleton<OutgoingNetwork>().AddSingleton<OutgoingRules>().AddSingleton<OutgoingHttp>();
    }
}
