using System.Globalization;
using System.Threading.Channels;
using Antiphon.Data;
using Npgsql;

namespace Antiphon.Sandbox.Clock;

/// <summary>Keeps what this node knows of sandboxes in step with the database. It knows all of them before anything else of the node begins.</summary>
internal sealed partial class SandboxKeeper : BackgroundService
{
    private const long All = 0;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly NpgsqlDataSource source;
    private readonly AccountClock clock;
    private readonly ILogger<SandboxKeeper> logger;
    private readonly Channel<long> changed = Channel.CreateUnbounded<long>(new UnboundedChannelOptions { SingleReader = true });

    public SandboxKeeper(NpgsqlDataSource source, AccountClock clock, Announcements announcements, ILogger<SandboxKeeper> logger)
    {
        (this.source, this.clock, this.logger) = (source, clock, logger);
        announcements.Subscribe(SandboxRow.Channel, payload => changed.Writer.TryWrite(long.Parse(payload, CultureInfo.InvariantCulture)));
        announcements.OnReconnect(() => changed.Writer.TryWrite(All));
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(All, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>A sandbox by its account; null when there is none.</summary>
    public async Task<SandboxTime?> FindAsync(long accountId, CancellationToken cancellationToken)
    {
        if (SandboxAccounts.IsSandbox(accountId) && clock.Find(accountId) is null)
        {
            await ReadAsync(accountId, cancellationToken);
        }

        return clock.Find(accountId);
    }

    /// <summary>Goes by a sandbox as the database has it now, whichever node changed it last.</summary>
    public async Task ReadAsync(long accountId, CancellationToken cancellationToken)
    {
        var which = accountId == All ? Sql.Of($"account_id >= {SandboxAccounts.First}") : Sql.Of($"account_id = {accountId}");
        var rows = await new DeskDb(source).ListAsync($"select {SandboxRow.Columns:raw} from sandboxes where {which}", SandboxRow.Read, cancellationToken);
        rows.ForEach(row => clock.Follow(row));
    }

    /// <summary>The same, for a request that may write: answers its number among those of all nodes since chance last began anew.</summary>
    public async Task<long> NextRequestAsync(long accountId, CancellationToken cancellationToken)
    {
        var (row, number) = await new DeskDb(source).SingleAsync(
            $"update sandboxes set requests = requests + 1 where account_id = {accountId} returning {SandboxRow.Columns:raw}, requests", row => (SandboxRow.Read(row), row.GetInt64(9)), cancellationToken);
        clock.Follow(row);
        return number;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var accountId in changed.Reader.ReadAllAsync(stoppingToken))
            {
                try
                {
                    await ReadAsync(accountId, stoppingToken);
                }
                catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException or InvalidOperationException)
                {
                    LogFailed(e.Message);
                    await Task.Delay(Pause, clock, stoppingToken);
                    changed.Writer.TryWrite(accountId);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not read the clocks of sandboxes: {Reason}")]
    private partial void LogFailed(string reason);
}
