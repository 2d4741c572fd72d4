using Antiphon.Data;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antiphon.Statistics.Counting;

/// <summary>
/// Counts what nobody asks for, so that little waits when somebody does, and looks from time to time whether what was counted is right. Several nodes may do
/// both at once: each account has one lock.
/// </summary>
internal sealed partial class CountingSweep(IServiceScopeFactory scopes, IOptions<StatisticOptions> options, TimeProvider clock, ILogger<CountingSweep> logger) : BackgroundService
{
    /// <summary>Counts what is committed of all accounts.</summary>
    public async Task CountAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var accounts = await scope.ServiceProvider.GetRequiredService<DeskDb>().ListAsync(
            $"""
            select a.account_id from accounts a
            where exists (select from statistic_marks m where m.account_id = a.account_id)
              or exists (select from statistic_sla_marks k where k.account_id = a.account_id) or exists (select from statistic_stale s where s.account_id = a.account_id)
            """,
            row => row.GetInt64(0),
            cancellationToken);
        foreach (var accountId in accounts)
        {
            while (await scope.ServiceProvider.GetRequiredService<CountEvents>().RunAsync(accountId, 1, cancellationToken))
            {
                // as long as something waits
            }
        }
    }

    /// <summary>Checks some tickets of each account.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        foreach (var accountId in await scope.ServiceProvider.GetRequiredService<DeskDb>().ListAsync($"select account_id from statistic_states", row => row.GetInt64(0), cancellationToken))
        {
            var found = await scope.ServiceProvider.GetRequiredService<CheckStatistics>().RunSomeAsync(accountId, cancellationToken);
            if (!found.IsRight)
            {
                LogWrong(accountId, string.Join(", ", found.Wrong.Select(table => $"{table.Value} rows of {table.Key}")));
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.CountEvery, clock);
        var checkedAt = clock.GetUtcNow();
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await CountAsync(stoppingToken);
                    if (clock.GetUtcNow() - checkedAt >= options.Value.CheckEvery)
                    {
                        checkedAt = clock.GetUtcNow();
                        await CheckAsync(stoppingToken);
                    }
                }
                catch (NpgsqlException e)
                {
                    LogFailed(e.Message);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Statistics could not be counted: {Reason}")]
    private partial void LogFailed(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Statistics of account {AccountId} were not what its tickets say: {Found}. They are counted again")]
    private partial void LogWrong(long accountId, string found);
}
