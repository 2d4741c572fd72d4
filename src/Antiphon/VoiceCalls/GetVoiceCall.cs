using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.VoiceCalls;

internal sealed class GetVoiceCall(DeskDb db)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/phone/voice-calls/{id:long}", HandleAsync).RequireScope(Scope.TicketsRead, Right.Read).Produces<VoiceCallResource>();

    private static async Task<IResult> HandleAsync(long id, Actor actor, GetVoiceCall get, CancellationToken cancellationToken) =>
        (await get.RunAsync(id, actor, cancellationToken)).ToOk("Failed to get voice call", call => call.Resource);

    public async Task<Result<VoiceCall>> RunAsync(long id, Actor actor, CancellationToken cancellationToken) =>
        await db.FirstOrDefaultAsync(VoiceCall.Select(actor.AccountId) + Sql.Of($" and c.id = {id}"), VoiceCall.Read, cancellationToken) is { } call ? call : Failure.NotFound();
}
