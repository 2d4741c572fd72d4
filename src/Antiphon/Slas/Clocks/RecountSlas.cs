using Antiphon.Data;
using Antiphon.Scheduling;

namespace Antiphon.Slas.Clocks;

/// <summary>Sets the open clocks of an account anew when its hours or policies have changed: some tickets in each transaction, until all are done.</summary>
internal sealed class RecountSlas(DeskDb db, TimeProvider clock, FollowTicket followTicket) : IDueHandler
{
    private const string Work = "sla-recount";

    // There is one such work in an account.
    private const long Subject = 0;
    private const int Most = 50;

    public string Kind => Work;

    /// <summary>The statements that let it begin, or begin anew.</summary>
    public static IEnumerable<Sql> Begin(long accountId, DateTimeOffset now) =>
    [
        // In the order in which whoever does it holds them.
        DueQueue.Schedule(accountId, Work, Subject, now),
        Sql.Of($"insert into sla_recounts (account_id, done_to) values ({accountId}, 0) on conflict (account_id) do update set done_to = 0"),
        DueQueue.Announce(),
    ];

    public async Task RunAsync(DueWork work, CancellationToken cancellationToken)
    {
        var account = work.AccountId;
        var doneTo = await db.FirstOrDefaultAsync($"select done_to from sla_recounts where account_id = {account} for update", row => (long?)row.GetInt64(0), cancellationToken);
        if (doneTo is not { } after)
        {
            return;
        }

        var tickets = await db.ListAsync(
            $"select ticket_id from ticket_slas where account_id = {account} and ticket_id > {after} and is_open order by ticket_id limit {Most}", row => row.GetInt64(0), cancellationToken);
        foreach (var ticket in tickets)
        {
            await followTicket.RunAsync(account, ticket, context: null, cancellationToken);
        }

        if (tickets.Count < Most)
        {
            await db.ExecuteAsync($"delete from sla_recounts where account_id = {account}", cancellationToken);
            return;
        }

        await db.ExecuteAsync($"update sla_recounts set done_to = {tickets[^1]} where account_id = {account}", cancellationToken);
        await db.ExecuteAsync(DueQueue.Schedule(account, Work, Subject, clock.Now()), cancellationToken);
    }
}
