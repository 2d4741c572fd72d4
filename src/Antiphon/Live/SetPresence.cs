using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;
using Antiphon.Limits;

namespace Antiphon.Live;

/// <summary>Tells everybody who is looking that the caller looks at a ticket, or types. Nothing is stored.</summary>
internal sealed class SetPresence(DeskDb db, PresenceBoard board)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPost("/live/presence", HandleAsync).RequireScope(Scope.TicketsRead, Right.Read).Extension()
        .Produces<PresenceResource>(StatusCodes.Status202Accepted);

    private static async Task<IResult> HandleAsync(Input<PresenceRequest> input, Actor actor, SetPresence setPresence, HttpContext http, CancellationToken cancellationToken)
    {
        http.IsLight();
        return (await setPresence.RunAsync(input, actor, cancellationToken)).ToAccepted("Failed to set presence", presence => presence);
    }

    public async Task<Result<PresenceResource>> RunAsync(Input<PresenceRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        var request = input.Value;
        input.Errors.Required("ticket_id", request.TicketId).Required("activity", request.Activity).OneOf("activity", request.Activity, PresenceActivity.All)
            .AddIf(actor.UserId is null, "activity", "Nobody is there.");
        if (input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        var payload = PresenceBoard.Payload(new(actor.AccountId, actor.UserId!.Value, request.TicketId!.Value, request.Activity!));
        var told = await db.ListAsync(
            $"select pg_notify({PresenceBoard.Channel}, {payload})::text from tickets where account_id = {actor.AccountId} and id = {request.TicketId.Value}", row => true, cancellationToken);
        return told.Count == 0 ? Failure.NotFound() : new PresenceResource(actor.UserId.Value, request.TicketId.Value, request.Activity!, board.Until());
    }
}
