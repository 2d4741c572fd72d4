using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Identity;
using Antiphon.Sandbox.Clock;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antiphon.Tickets.Snooze;

/// <summary>Opens snoozed tickets when their time has come. Several nodes may look at once: each takes tickets that no other holds.</summary>
internal sealed partial class WakeTickets(NpgsqlDataSource source, IOptions<SnoozeOptions> options, TimeProvider clock, ILogger<WakeTickets> logger) : BackgroundService
{
    private const int BatchSize = 100;

    private static readonly Sql Account = Sql.Of($"a.account_id");

    /// <summary>Opens what is due, and answers how many tickets that were.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var db = new DeskDb(source);
        var count = 0;
        var accounts = await db.ListAsync(
            $"select account_id from accounts a where exists (select from tickets t where t.account_id = a.account_id and t.snooze_at <= {clock.NowIn(Account)})", row => row.GetInt64(0), cancellationToken);
        foreach (var accountId in accounts)
        {
            count += await RunAsync(accountId, cancellationToken);
        }

        return count;
    }

    /// <summary>The same for one account.</summary>
    public async Task<int> RunAsync(long accountId, CancellationToken cancellationToken)
    {
        using var stay = clock.In(accountId, "wake");
        var db = new DeskDb(source);
        var count = 0;
        int woken;
        do
        {
            woken = await WakeAsync(db, accountId, cancellationToken);
            count += woken;
        }
        while (woken == BatchSize);
        return count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.WakeEvery, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task<int> WakeAsync(DeskDb db, long accountId, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        await using var transaction = await db.BeginAsync(cancellationToken);
        var woken = await db.ListAsync(
            $"""
            with due as (select id from tickets where account_id = {accountId} and snooze_at <= {now} order by snooze_at limit {BatchSize} for update skip locked)
            update tickets t set status = 'open', snooze_at = null, closed_at = null, updated_at = {now} from due where t.account_id = {accountId} and t.id = due.id
            returning t.id
            """,
            row => row.GetInt64(0),
            cancellationToken);
        // Each ticket was woken by its own time, so each has a context of its own.
        foreach (var id in woken.Order())
        {
            await db.ExecuteAsync(
                EventLog.Of(Actor.System(accountId), now, [TicketEvent.Of(EventType.TicketSelfUnsnoozed, id), TicketEvent.Of(EventType.TicketUpdated, id)]), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return woken.Count;
    }

    private async Task TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(cancellationToken);
        }
        catch (NpgsqlException e)
        {
            LogFailed(e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not look for tickets whose snooze is over: {Reason}")]
    private partial void LogFailed(string reason);
}
