using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Macros;

/// <summary>Deletes a macro for good, unless a rule uses it.</summary>
internal sealed class DeleteMacro(DeskDb db, TimeProvider clock, MacroUses uses)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapDelete("/macros/{id:long}", HandleAsync).RequireScope(Scope.MacrosWrite, Right.LeadDesk).Writes(EventType.MacroDeleted).Produces(StatusCodes.Status204NoContent);

    private static async Task<IResult> HandleAsync(long id, Actor actor, DeleteMacro deleteMacro, CancellationToken cancellationToken) =>
        (await deleteMacro.RunAsync(id, actor, cancellationToken)).ToNoContent("Failed to delete macro");

    public async Task<Result<Done>> RunAsync(long id, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        var found = await db.ListAsync($"select id from macros where account_id = {actor.AccountId} and id = {id} for update", row => row.GetInt64(0), cancellationToken);
        if (found.Count == 0)
        {
            return Failure.NotFound();
        }

        if ((await uses.FindAsync([id], actor, cancellationToken)).TryGetValue(id, out var used))
        {
            return used;
        }

        await db.ExecuteAsync($"delete from macros where account_id = {actor.AccountId} and id = {id}", cancellationToken);
        await db.ExecuteAsync(EventLog.Of(actor, clock.Now(), [new(EventType.MacroDeleted, EventObject.Macro, id)]), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return default(Done);
    }
}
