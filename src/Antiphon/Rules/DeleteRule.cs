using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Rules;

/// <summary>Deletes a rule. What it did stays, and so do the traces of its runs until their time is over.</summary>
internal sealed class DeleteRule(DeskDb db, TimeProvider clock, RuleSubscriptions subscriptions)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapDelete("/rules/{id:long}", HandleAsync).RequireScope(Scope.RulesWrite, Right.LeadDesk)
        .Writes(EventType.RuleDeleted).Produces(StatusCodes.Status204NoContent);

    private static async Task<IResult> HandleAsync(long id, Actor actor, DeleteRule deleteRule, CancellationToken cancellationToken) =>
        (await deleteRule.RunAsync(id, actor, cancellationToken)).ToNoContent("Failed to delete rule");

    public async Task<Result<Done>> RunAsync(long id, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        await subscriptions.LockAsync(actor.AccountId, cancellationToken);
        var deleted = await db.FirstOrDefaultAsync<long?>(
            $"""
            with deleted as (delete from rules where account_id = {actor.AccountId} and id = {id} returning id),
            logged as ({EventLog.Of(actor, EventType.RuleDeleted, EventObject.Rule, clock.Now(), Sql.Of($"select id, null::jsonb from deleted"))})
            select id from deleted
            """,
            row => row.GetInt64(0),
            cancellationToken);
        if (deleted is null)
        {
            return Failure.NotFound();
        }

        await subscriptions.FollowAsync(actor.AccountId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return default(Done);
    }
}
