using Antiphon.Data;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antiphon.Audit.Chain;

/// <summary>Chains in the background, on every node, what nobody has asked for.</summary>
internal sealed partial class AuditChainer(NpgsqlDataSource source, IOptions<AuditOptions> options, TimeProvider clock, ILogger<AuditChainer> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var beat = new PeriodicTimer(options.Value.Beat, clock);
        try
        {
            while (await beat.WaitForNextTickAsync(stoppingToken))
            {
                await TryChainAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task TryChainAsync(CancellationToken cancellationToken)
    {
        try
        {
            var db = new DeskDb(source);
            // Across accounts: whoever has something waiting.
            foreach (var accountId in await db.ListAsync($"select distinct account_id from audit_pending", row => row.GetInt64(0), cancellationToken))
            {
                await new ChainEntries(db).RunAsync(accountId, cancellationToken);
            }
        }
        catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException or InvalidOperationException)
        {
            LogFailed(e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not chain the audit log: {Reason}")]
    private partial void LogFailed(string reason);
}
