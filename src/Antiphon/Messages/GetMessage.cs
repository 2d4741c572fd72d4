using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Messages;

internal sealed class GetMessage(DeskDb db)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/tickets/{ticketId:long}/messages/{id:long}", HandleAsync).RequireScope(Scope.TicketsRead, Right.Read).Produces<MessageResource>();

    private static async Task<IResult> HandleAsync(long ticketId, long id, Actor actor, GetMessage getMessage, CancellationToken cancellationToken) =>
        (await getMessage.RunAsync(ticketId, id, actor, cancellationToken)).ToOk("Failed to get message", message => message);

    /// <summary>A message of another ticket is not found under this one.</summary>
    public async Task<Result<MessageResource>> RunAsync(long ticketId, long id, Actor actor, CancellationToken cancellationToken) =>
        await db.FirstOrDefaultAsync(MessageReading.Select(actor.AccountId) + Sql.Of($" and m.ticket_id = {ticketId} and m.id = {id}"), MessageReading.Read, cancellationToken) is { } message
            ? message
            : Failure.NotFound();
}
