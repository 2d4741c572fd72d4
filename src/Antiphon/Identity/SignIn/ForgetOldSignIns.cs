using Antiphon.Data;
using Npgsql;

namespace Antiphon.Identity.SignIn;

/// <summary>Deletes sessions that are over, links that no longer work and attempts that no longer count, every hour and in small steps.</summary>
internal sealed partial class ForgetOldSignIns(NpgsqlDataSource source, TimeProvider clock, ILogger<ForgetOldSignIns> logger) : BackgroundService
{
    private const int Step = 1000;
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestWindow = TimeSpan.FromHours(2);

    /// <summary>Deletes all that is old, and answers how many rows that were.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.Now();
        // Across accounts: age is the only condition, and the key of each row is named in full.
        return await AllAsync(
            Sql.Of($"delete from sessions where (account_id, id) in (select account_id, id from sessions where expires_at <= {now} limit {Step} for update skip locked)"), cancellationToken)
            + await AllAsync(
            Sql.Of($"delete from password_resets where (account_id, user_id) in (select account_id, user_id from password_resets where expires_at <= {now} limit {Step} for update skip locked)"), cancellationToken)
            + await AllAsync(
            Sql.Of(
                $"""
                delete from sign_in_attempts where (account_id, kind, subject) in (
                  select account_id, kind, subject from sign_in_attempts where since <= {now - LongestWindow} limit {Step} for update skip locked)
                """),
            cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (NpgsqlException e)
            {
                LogFailed(e.Message);
            }
        }
    }

    private async Task<int> AllAsync(Sql statement, CancellationToken cancellationToken)
    {
        var db = new DeskDb(source);
        var total = 0;
        int deleted;
        do
        {
            deleted = await db.ExecuteAsync(statement, cancellationToken);
            total += deleted;
        }
        while (deleted == Step);

        return total;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not delete old sessions: {Reason}")]
    private partial void LogFailed(string reason);
}
