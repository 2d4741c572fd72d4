using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Views;

internal sealed class DeleteView(DeskDb db, TimeProvider clock)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapDelete("/views/{id:long}", HandleAsync).RequireScope(Scope.TicketsWrite, Right.LeadDesk)
        .Writes(EventType.ViewDeleted).Produces(StatusCodes.Status204NoContent);

    private static async Task<IResult> HandleAsync(long id, Actor actor, DeleteView deleteView, CancellationToken cancellationToken) =>
        (await deleteView.RunAsync(id, actor, cancellationToken)).ToNoContent("Failed to delete view");

    public async Task<Result<Done>> RunAsync(long id, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        var view = await db.FirstOrDefaultAsync($"{View.Select(actor)} and v.id = {id} for update of v", View.Read, cancellationToken);
        if (view is null)
        {
            return Failure.NotFound();
        }

        if (view.Category == View.System)
        {
            return Failure.Forbidden("System views cannot be deleted.");
        }

        await db.ExecuteAsync(
            $"""
            with gone as (delete from views where account_id = {actor.AccountId} and id = {id} returning id)
            {EventLog.Of(actor, EventType.ViewDeleted, EventObject.View, clock.Now(), Sql.Of($"select id, null::jsonb from gone"))}
            """,
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return default(Done);
    }
}
