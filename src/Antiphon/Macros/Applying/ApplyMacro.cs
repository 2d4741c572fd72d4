using System.Text.Json.Nodes;
using Antiphon.Actions;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;

namespace Antiphon.Macros.Applying;

/// <summary>
/// Applies a macro to a ticket in one transaction: its actions run, its usage grows, and the use is an event. Our own route does it for agents; messages that
/// name macros, rules and jobs call the operation.
/// </summary>
internal sealed class ApplyMacro(DeskDb db, TimeProvider clock, GetMacro getMacro, RunActions runActions)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPost("/tickets/{ticketId:long}/macros/{macroId:long}/apply", HandleAsync)
        .RequireScope(Scope.TicketsWrite, Right.HandleTickets).Classed(CallClass.Outward)
        .Extension()
        .Writes(EventType.MacroApplied, EventType.ActionExecuted, EventType.TicketUpdated, EventType.TicketTagsAdded, EventType.TicketClosed, EventType.TicketAssigned, EventType.TicketMessageCreated)
        .Produces<MacroApplicationResource>();

    private static async Task<IResult> HandleAsync(
        long ticketId, long macroId, Input<ApplyMacroRequest> input, Actor actor, ApplyMacro applyMacro, CancellationToken cancellationToken)
    {
        var setting = new ActionSetting(actor, "api") { Replies = input.Value.Send is true ? Replies.Sent : Replies.Drafted };
        var applied = input.Errors.Any ? Failure.Invalid(input.Errors) : await applyMacro.RunAsync(ticketId, macroId, setting, cancellationToken);
        return applied.ToOk("Failed to apply macro", report => MacroApplications.ToResource(report, ticketId, macroId));
    }

    public async Task<Result<ActionReport>> RunAsync(long ticketId, long macroId, ActionSetting setting, CancellationToken cancellationToken)
    {
        var actor = setting.Actor;
        await using var transaction = await db.BeginAsync(cancellationToken);
        // One application of a ticket after the other: each sees what the one before it did.
        var exists = await db.FirstOrDefaultAsync(
            $"select true from tickets where account_id = {actor.AccountId} and id = {ticketId} for no key update", row => row.GetBoolean(0), cancellationToken);
        var found = await getMacro.RunAsync(macroId, actor, cancellationToken);
        if (!exists || found.Failure is not null)
        {
            return Failure.NotFound();
        }

        var macro = found.Value;
        var run = await runActions.RunAsync(ticketId, ActionCall.Read(macro.Actions), setting, cancellationToken);
        if (run.Failure is { } failure)
        {
            return failure;
        }

        var data = new JsonObject { ["macro"] = new JsonObject { ["id"] = macroId, ["name"] = macro.Name }, ["failed_actions"] = run.Value.FailedActions() };
        await db.ExecuteAsync(EventLog.Of(actor, clock.Now(), [new(EventType.MacroApplied, EventObject.Ticket, ticketId, data)]), cancellationToken);
        // Last, because whoever applies the same macro at this moment waits for it.
        await db.ExecuteAsync($"update macros set usage = usage + 1 where account_id = {actor.AccountId} and id = {macroId}", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return run;
    }
}
