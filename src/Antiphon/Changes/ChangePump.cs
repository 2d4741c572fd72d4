using System.Threading.Channels;
using Antiphon.Data;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antiphon.Changes;

/// <summary>
/// Tells those who wait on this node what has changed. While anybody does, it asks the database once per beat for all of their accounts together, and reads the
/// changes of an account once for all who listen to it. It is not woken by <c>notify</c>: that would make every write of every account commit one after the
/// other (docs/adr/0016).
/// </summary>
internal sealed partial class ChangePump(NpgsqlDataSource source, IOptions<ChangeOptions> options, TimeProvider clock, ILogger<ChangePump> logger) : BackgroundService
{
    private const int MostAtOnce = 1_000;

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Dictionary<long, AccountWatch> watches = [];
    private readonly Channel<bool> woken = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>How many on this node wait for changes or listen to them.</summary>
    public int Watchers
    {
        get
        {
            lock (gate)
            {
                return watches.Values.Sum(watch => watch.Holders);
            }
        }
    }

    /// <summary>Begins to watch an account; it ends when what is returned is disposed.</summary>
    public Watching Watch(long accountId)
    {
        lock (gate)
        {
            if (!watches.TryGetValue(accountId, out var watch))
            {
                watches.Add(accountId, watch = new AccountWatch(accountId));
                woken.Writer.TryWrite(true);
            }

            watch.Holders++;
            return new Watching(this, watch);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var beat = new PeriodicTimer(options.Value.Beat, clock);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var watched = Watched();
                if (watched.Length == 0)
                {
                    await woken.Reader.ReadAsync(stoppingToken);
                    continue;
                }

                await LookAsync(watched, stoppingToken);
                await beat.WaitForNextTickAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException or InvalidOperationException)
            {
                LogFailed(e.Message);
                await Task.Delay(PauseAfterFailure, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task LookAsync(AccountWatch[] watched, CancellationToken cancellationToken)
    {
        var db = new DeskDb(source);
        var accounts = watched.Select(watch => watch.AccountId).ToArray();
        var states = await db.ListAsync(
            $"""
            select watched.account_id, coalesce((select c.newest from change_counters c where c.account_id = watched.account_id), 0),
              exists (select from changes_pending p where p.account_id = watched.account_id)
            from unnest({accounts}) watched (account_id)
            """,
            row => (AccountId: row.GetInt64(0), Newest: row.GetInt64(1), IsPending: row.GetBoolean(2)),
            cancellationToken);
        var read = new ReadChanges(db, new NumberChanges(db, clock));
        var byAccount = watched.ToDictionary(watch => watch.AccountId);
        foreach (var state in states)
        {
            var watch = byAccount[state.AccountId];
            if (watch.Position < 0)
            {
                // What is committed by now was before the stream that begins.
                watch.Start(state.IsPending ? await read.NewestAsync(state.AccountId, cancellationToken) : state.Newest);
                continue;
            }

            if (state.IsPending || state.Newest != watch.Position)
            {
                await PassOnAsync(watch, db, read, cancellationToken);
            }
        }
    }

    private static async Task PassOnAsync(AccountWatch watch, DeskDb db, ReadChanges read, CancellationToken cancellationToken)
    {
        while (true)
        {
            var after = watch.Position;
            var page = await read.RunAsync(watch.AccountId, after, new(MostAtOnce), cancellationToken);
            if (page.Failure is not null)
            {
                watch.Restart(await read.NewestAsync(watch.AccountId, cancellationToken));
                return;
            }

            if (page.Value.Next > after)
            {
                var audiences = await ViewAudiences.ReadAsync(db, watch.AccountId, page.Value.Changes, cancellationToken);
                watch.Publish(new ChangeBatch(after, page.Value.Next, page.Value.Changes, audiences));
            }

            if (!page.Value.HasMore)
            {
                return;
            }
        }
    }

    private AccountWatch[] Watched()
    {
        lock (gate)
        {
            return [.. watches.Values];
        }
    }

    private void Leave(AccountWatch watch)
    {
        lock (gate)
        {
            if (--watch.Holders == 0)
            {
                watches.Remove(watch.AccountId);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not look for changes: {Reason}")]
    private partial void LogFailed(string reason);

    /// <summary>One who waits for changes of an account.</summary>
    internal sealed class Watching(ChangePump pump, AccountWatch watch) : IDisposable
    {
        public AccountWatch Watch => watch;

        public void Dispose() => pump.Leave(watch);
    }
}
