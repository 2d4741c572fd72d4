using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.VoiceCalls;

internal sealed class GetVoiceCallEvent(DeskDb db)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/phone/voice-call-events/{id:long}", HandleAsync).RequireScope(Scope.TicketsRead, Right.Read).Produces<VoiceCallEventResource>();

    private static async Task<IResult> HandleAsync(long id, Actor actor, GetVoiceCallEvent get, CancellationToken cancellationToken) =>
        (await get.RunAsync(id, actor, cancellationToken)).ToOk("Failed to get voice call event", one => one.Resource);

    public async Task<Result<VoiceCallEvent>> RunAsync(long id, Actor actor, CancellationToken cancellationToken) =>
        await db.FirstOrDefaultAsync(VoiceCallEvent.Select(actor.AccountId) + Sql.Of($" and e.id = {id}"), VoiceCallEvent.Read, cancellationToken) is { } found ? found : Failure.NotFound();
}
