using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Http.Query;
using Antiphon.Identity;
using Antiphon.Tickets;
using Antiphon.Views;

namespace Antiphon.Customers;

/// <summary>
/// Deletes one customer or several, with their addresses and data. Their tickets go too, or stand in the way, as the account's switch says.
/// </summary>
internal sealed class DeleteCustomers(DeskDb db, TimeProvider clock, DeactivateViews deactivateViews)
{
    /// <summary>The value of the switch under which a customer who has tickets cannot be deleted.</summary>
    public const string Refuse = "refuse";

    private static readonly QuerySpec Query = QuerySpec.None.Integers("ids", 1000, "For clients that cannot send a body with DELETE.");

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapDelete("/customers/{id:long}", HandleOneAsync).RequireScope(Scope.CustomersWrite, Right.LeadDesk)
            .Writes(EventType.TicketDeleted, EventType.CustomerDeleted, EventType.ViewDeactivated).Produces(StatusCodes.Status204NoContent);
        api.MapDelete("/customers", HandleManyAsync).RequireScope(Scope.CustomersWrite, Right.LeadDesk).Takes(Query)
            .Writes(EventType.TicketDeleted, EventType.CustomerDeleted, EventType.ViewDeactivated).Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> HandleOneAsync(long id, Actor actor, DeleteCustomers deleteCustomers, CancellationToken cancellationToken) =>
        (await deleteCustomers.RunAsync([id], allMustExist: true, actor, cancellationToken)).ToNoContent("Failed to delete customer");

    private static async Task<IResult> HandleManyAsync(Input<BulkDeleteRequest> input, QueryValues query, Actor actor, DeleteCustomers deleteCustomers, CancellationToken cancellationToken) =>
        (await BulkIds.Read(input, query).ThenAsync(ids => deleteCustomers.RunAsync(ids, allMustExist: false, actor, cancellationToken))).ToNoContent("Failed to delete customers");

    public async Task<Result<Done>> RunAsync(IReadOnlyList<long> ids, bool allMustExist, Actor actor, CancellationToken cancellationToken)
    {
        var wanted = ids.Distinct().ToArray();
        await using var transaction = await db.BeginAsync(cancellationToken);
        // In order of id, so that two deletions that cross wait for each other; tickets that are being written for a customer are waited for as well.
        long[] known = [.. await db.ListAsync(
            $"select id from customers where account_id = {actor.AccountId} and id = any({wanted}) order by id for update", row => row.GetInt64(0), cancellationToken)];
        if (allMustExist && known.Length < wanted.Length)
        {
            return Failure.NotFound();
        }

        var isInTheWay = await db.BatchAsync(
            [
                Sql.Of($"select switches->>'customer_delete_policy' = {Refuse} from accounts where account_id = {actor.AccountId}"),
                CustomerTickets.Exist(actor.AccountId, known),
            ],
            async (results, token) =>
                await results.FirstOrDefaultAsync(row => row.Flag(0), token) is true && await results.FirstOrDefaultAsync(row => row.GetBoolean(0), token),
            cancellationToken);
        if (isInTheWay)
        {
            return Failure.Conflict("The customer still has tickets.");
        }

        var now = clock.Now();
        await db.BatchAsync(
            [
                .. CustomerTickets.Delete(actor, known, now),
                MergedObjects.Forget(actor.AccountId, EventObject.Customer, known),
                Sql.Of($"delete from customers where account_id = {actor.AccountId} and id = any({known})"),
                // Who it was is nobody's business any more: the events carry no data.
                EventLog.Of(actor, now, [.. known.Select(id => new NewEvent(EventType.CustomerDeleted, EventObject.Customer, id))]),
            ],
            (_, _) => Task.FromResult(default(Done)),
            cancellationToken);
        await deactivateViews.RunAsync([.. known.Select(ViewReference.Customer)], actor, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return default(Done);
    }
}
