using Antiphon.Files.Copying;

namespace Antiphon.VoiceCalls;

/// <summary>Phone calls. Contract page: voice calls; that calls can be posted is an addition of ours.</summary>
internal static class VoiceCallsFeature
{
    public static IServiceCollection AddVoiceCalls(this IServiceCollection services) => services
        .AddScoped<CheckCall>()
        .AddScoped<CallerOfCall>()
        .AddScoped<TicketOfCall>()
        .AddScoped<CreateVoiceCall>()
        .AddScoped<ListVoiceCalls>()
        .AddScoped<GetVoiceCall>()
        .AddScoped<ListVoiceCallEvents>()
        .AddScoped<GetVoiceCallEvent>()
        .AddScoped<ListVoiceCallRecordings>()
        .AddScoped<GetVoiceCallRecording>()
        .AddScoped<DeleteVoiceCallRecording>()
        .AddScoped<IFileArrival, RecordingArrives>();

    public static void MapVoiceCalls(this IEndpointRouteBuilder api)
    {
        ListVoiceCalls.Map(api);
        CreateVoiceCall.Map(api);
        GetVoiceCall.Map(api);
        ListVoiceCallEvents.Map(api);
        GetVoiceCallEvent.Map(api);
        ListVoiceCallRecordings.Map(api);
        GetVoiceCallRecording.Map(api);
        DeleteVoiceCallRecording.Map(api);
    }
}
