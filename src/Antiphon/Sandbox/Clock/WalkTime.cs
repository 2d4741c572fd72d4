using Antiphon.Data;
using Antiphon.Tickets.Snooze;
using Microsoft.Extensions.Options;

namespace Antiphon.Sandbox.Clock;

/// <summary>Where a walk has ended.</summary>
/// <param name="Steps">At how many times something was due on the way.</param>
/// <param name="Waiting">What was not done in time, so that the walk ended there; null when it came to its end.</param>
internal sealed record Walked(int Steps, string? Waiting);

/// <summary>
/// Moves the clock of a sandbox from one time at which something is due to the next, and goes on only when everything that is due by then is done: so each thing
/// happens at its own time, in the order of times, and the same again when it is walked again.
/// </summary>
internal sealed class WalkTime(DeskDb db, SandboxStore store, AccountClock clock, WakeTickets wakeTickets, IOptions<SandboxOptions> options)
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(5);

    // So often what is busy is looked at before those who do it are woken once more.
    private const int Looks = 40;

    /// <summary>Walks to a time, which may be the present one: then it only waits until nothing is due. The clock stands still meanwhile and afterwards.</summary>
    public async Task<Walked> RunAsync(SandboxTime sandbox, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var wasFrozen = sandbox.Row.IsFrozen;
        try
        {
            return await WalkAsync(sandbox, until, cancellationToken);
        }
        catch when (!wasFrozen)
        {
            // Whoever asked for it has gone: a clock that went goes on from where it has come to.
            await store.SetClockAsync(sandbox.AccountId, sandbox.Row.ClockAt, frozen: false, CancellationToken.None);
            throw;
        }
    }

    private async Task<Walked> WalkAsync(SandboxTime sandbox, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var now = sandbox.Now(clock.Real.Now());
        await store.SetClockAsync(sandbox.AccountId, now, frozen: true, cancellationToken);
        for (var steps = 0; ; steps++)
        {
            var (waiting, next) = await SettleAsync(sandbox.AccountId, now, started, cancellationToken);
            if (waiting is not null || steps == options.Value.MostSteps)
            {
                return new Walked(steps, waiting ?? "a walk of so many steps");
            }

            if (next is not { } due || due > until)
            {
                await store.SetClockAsync(sandbox.AccountId, until, frozen: true, cancellationToken);
                return new Walked(steps, null);
            }

            now = due;
            await store.SetClockAsync(sandbox.AccountId, now, frozen: true, cancellationToken);
        }
    }

    /// <summary>Waits until nothing is due; answers what still is when patience ends, and else when the next is.</summary>
    private async Task<(string? Waiting, DateTimeOffset? Next)> SettleAsync(long accountId, DateTimeOffset now, long started, CancellationToken cancellationToken)
    {
        Timetable? turn = null;
        for (var looks = 0; ; looks++)
        {
            var earliest = await LookAsync(accountId, cancellationToken);
            var busy = Timetables.All.Where(table => earliest.Exists(one => one.What == table.What && one.At <= now)).ToList();
            if (busy.Count == 0)
            {
                return (null, earliest.Min(one => (DateTimeOffset?)one.At));
            }

            if (clock.GetElapsedTime(started) > options.Value.Patience)
            {
                return (string.Join(", ", busy.Select(table => table.What)), null);
            }

            if (turn != busy[0] || looks % Looks == 0)
            {
                turn = busy[0];
                await (turn.Channel is { } channel ? db.ExecuteAsync(Announcements.Notify(channel, ""), cancellationToken) : wakeTickets.RunAsync(accountId, cancellationToken));
            }

            await Task.Delay(Beat, clock, cancellationToken);
        }
    }

    private Task<List<(string What, DateTimeOffset At)>> LookAsync(long accountId, CancellationToken cancellationToken)
    {
        var account = Sql.Of($"{accountId}");
        var all = Timetables.All
            .Select(one => Sql.Of($"select {one.What} what, min(at) at from ({one.Times(account)}) times (at)"))
            .Aggregate((left, right) => left + Sql.Of($" union all ") + right);
        return db.ListAsync(
            $"select what, case when isfinite(at) then at else '0001-01-01T00:00:00Z' end from ({all}) every where at is not null",
            row => (row.GetString(0), row.Time(1)),
            cancellationToken);
    }
}
