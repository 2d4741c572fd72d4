using Antiphon.Macros.Applying;

namespace Antiphon.Macros;

/// <summary>Named lists of actions. Contract page: macros.</summary>
internal static class MacrosFeature
{
    public static IServiceCollection AddMacros(this IServiceCollection services) => services
        .AddScoped<MacroUses>()
        .AddScoped<ListMacros>()
        .AddScoped<CreateMacro>()
        .AddScoped<GetMacro>()
        .AddScoped<UpdateMacro>()
        .AddScoped<DeleteMacro>()
        .AddScoped<ArchiveMacros>()
        .AddScoped<ApplyMacro>()
        .AddScoped<MessageMacros>();

    public static void MapMacros(this IEndpointRouteBuilder api)
    {
        ListMacros.Map(api);
        CreateMacro.Map(api);
        GetMacro.Map(api);
        UpdateMacro.Map(api);
        DeleteMacro.Map(api);
        ArchiveMacros.Map(api);
        ApplyMacro.Map(api);
    }
}
