using Antiphon.Audit;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Identity;
using Npgsql;

namespace Antiphon.Demo;

/// <summary>What a load brought, for whoever asked for it.</summary>
internal sealed record DemoCounts(int Agents, int Teams, int Tags, int Customers, int Tickets, int Messages, int Events);

/// <summary>
/// Puts the demo shop into an account: a statement per table, in one transaction. It writes the tables of other features, because three hundred
/// conversations that lie in the past cannot go through operations that happen now; nothing is sent, and no rule runs.
/// </summary>
internal sealed class LoadDemoShop(DeskDb db, TimeProvider clock)
{
    public const int DefaultSeed = 1;

    public async Task<Result<DemoCounts>> RunAsync(Actor actor, int seed, CancellationToken cancellationToken)
    {
        if (!actor.Can(Right.Administer))
        {
            return Failure.Forbidden();
        }

        var shop = DemoShop.Generate(seed, clock.Now());
        await using var transaction = await db.BeginAsync(cancellationToken);
        if (await IsLoadedAsync(shop, actor, cancellationToken))
        {
            return Failure.Conflict("The demo shop is in this account already.");
        }

        try
        {
            var counts = await InsertAsync(shop, actor, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return counts;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return Failure.Conflict("The account has users or customers with addresses of the demo shop: is it being loaded at this moment?");
        }
    }

    /// <summary>Its agents tell, because users are never removed from their table, whatever else of the shop has been deleted since.</summary>
    private Task<bool> IsLoadedAsync(DemoShop shop, Actor actor, CancellationToken cancellationToken) => db.SingleAsync(
        $"select exists(select from users where account_id = {actor.AccountId} and email = any({shop.Agents.Select(agent => agent.Email).ToArray()}))",
        row => row.GetBoolean(0),
        cancellationToken);

    private async Task<DemoCounts> InsertAsync(DemoShop shop, Actor actor, CancellationToken cancellationToken)
    {
        var ids = new DemoIds
        {
            Integrations = await KeyedAsync(DemoPeopleSql.Integrations(shop, actor), cancellationToken),
            Agents = await KeyedAsync(DemoPeopleSql.Agents(shop, actor), cancellationToken),
            Teams = await KeyedAsync(DemoPeopleSql.Teams(shop, actor), cancellationToken),
            Tags = await KeyedAsync(DemoPeopleSql.Tags(shop, actor), cancellationToken),
            Fields = await KeyedAsync(DemoFieldSql.Fields(shop, actor), cancellationToken),
            Customers = await KeyedAsync(DemoPeopleSql.Customers(shop, actor), cancellationToken),
        };
        await db.ExecuteAsync(DemoPeopleSql.Macros(shop, actor), cancellationToken);
        await db.ExecuteAsync(DemoPeopleSql.Members(shop, ids, actor), cancellationToken);
        await db.ExecuteAsync(DemoPeopleSql.Channels(shop, ids, actor), cancellationToken);
        ids.Tickets = await OrderedAsync(DemoTicketSql.Tickets(shop, ids, actor), cancellationToken);
        ids.Messages = await OrderedAsync(DemoTicketSql.Messages(shop, ids, actor), cancellationToken);
        await db.ExecuteAsync(DemoFieldSql.TicketValues(shop, ids, actor), cancellationToken);
        await db.ExecuteAsync(DemoFieldSql.CustomerValues(shop, ids, actor), cancellationToken);
        await db.ExecuteAsync(DemoTicketSql.Reads(shop, ids, actor), cancellationToken);
        var history = DemoHistory.Of(shop, ids);
        await db.ExecuteAsync(EventLog.Of(actor.AccountId, history), cancellationToken);
        await db.ExecuteAsync(AuditLog.Of(actor, AuditAction.DemoLoaded, EventObject.Account, actor.AccountId, clock.Now()), cancellationToken);
        return new DemoCounts(
            shop.Agents.Count, shop.Teams.Count, shop.Tags.Count, shop.Customers.Count, shop.Tickets.Count, ids.Messages.Count, history.Count);
    }

    private async Task<Dictionary<string, long>> KeyedAsync(Sql insert, CancellationToken cancellationToken)
    {
        var rows = await db.ListAsync(insert, row => (Id: row.GetInt64(0), Key: row.GetString(1)), cancellationToken);
        return rows.ToDictionary(row => row.Key, row => row.Id, StringComparer.Ordinal);
    }

    private async Task<IReadOnlyList<long>> OrderedAsync(Sql insert, CancellationToken cancellationToken)
    {
        var ids = await db.ListAsync(insert, row => row.GetInt64(0), cancellationToken);
        return [.. ids.Order()];
    }
}
