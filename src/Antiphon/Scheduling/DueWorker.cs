using Antiphon.Data;
using Antiphon.Sandbox.Clock;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antiphon.Scheduling;

/// <summary>
/// Does what has become due, on every node: one work after the other, each by whoever takes it first. When the node stops, what is under way is undone and
/// another node takes it up.
/// </summary>
internal sealed partial class DueWorker : BackgroundService
{
    private readonly IServiceScopeFactory scopes;
    private readonly TimeProvider clock;
    private readonly SchedulingOptions options;
    private readonly ILogger<DueWorker> logger;
    private readonly Bell bell;
    private readonly string[] kinds;

    public DueWorker(IServiceScopeFactory scopes, Announcements announcements, IOptions<SchedulingOptions> options, TimeProvider clock, ILogger<DueWorker> logger)
    {
        (this.scopes, this.clock, this.options, this.logger) = (scopes, clock, options.Value, logger);
        bell = new Bell(clock);
        announcements.Subscribe(DueQueue.Announcement, _ => bell.Ring());
        announcements.OnReconnect(bell.Ring);
        using var scope = scopes.CreateScope();
        // What a newer node put on the schedule is left to those who know it.
        kinds = [.. scope.ServiceProvider.GetServices<IDueHandler>().Select(handler => handler.Kind)];
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => bell.RoundsAsync(RoundAsync, options.Poll, LogFailed, stoppingToken);

    private async Task<TimeSpan> RoundAsync(CancellationToken stoppingToken)
    {
        while (await TryOneAsync(stoppingToken))
        {
        }

        await using var scope = scopes.CreateAsyncScope();
        var pause = await scope.ServiceProvider.GetRequiredService<DueQueue>().NextAsync(kinds, stoppingToken) - clock.GetUtcNow();
        return pause is not { } wait || wait > options.Poll ? options.Poll : wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    /// <summary>Does the work that is due the longest; false when there is none to take.</summary>
    private async Task<bool> TryOneAsync(CancellationToken stoppingToken)
    {
        DueWork? work = null;
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var queue = scope.ServiceProvider.GetRequiredService<DueQueue>();
            await using var transaction = await scope.ServiceProvider.GetRequiredService<DeskDb>().BeginAsync(stoppingToken);
            if ((work = await queue.TakeAsync(kinds, stoppingToken)) is null)
            {
                return false;
            }

            using var stay = clock.In(work.AccountId, work.Kind, work.SubjectId);
            await queue.RemoveAsync(work, stoppingToken);
            await scope.ServiceProvider.GetServices<IDueHandler>().Single(handler => handler.Kind == work.Kind).RunAsync(work, stoppingToken);
            await transaction.CommitAsync(stoppingToken);
            return true;
        }
        catch (Exception e) when (work is not null && !stoppingToken.IsCancellationRequested)
        {
            LogWorkFailed(e, work.Kind, work.SubjectId, work.AccountId);
        }

        // It must not come again at once, or it would keep this node busy.
        await using var after = scopes.CreateAsyncScope();
        await after.ServiceProvider.GetRequiredService<DueQueue>().PostponeAsync(work, stoppingToken);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not look for what is due: {Reason}")]
    private partial void LogFailed(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Kind} {SubjectId} of account {AccountId} was due and could not be done; it comes again")]
    private partial void LogWorkFailed(Exception exception, string kind, long subjectId, long accountId);
}
