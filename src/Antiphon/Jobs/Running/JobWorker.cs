using System.Collections.Concurrent;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Files.Storing;
using Antiphon.Sandbox.Clock;
using Microsoft.Extensions.Options;

namespace Antiphon.Jobs.Running;

/// <summary>
/// Works off the jobs that are due, on every node. Announcements wake it; a look from time to time is the net below them. When the node stops, each job ends its piece
/// and is free for others.
/// </summary>
internal sealed partial class JobWorker : BackgroundService
{
    private const int MostBreaks = 5;

    // Some hours, as each rest is twice the one before: a store that is down is the operator's matter.
    private const int MostBreaksOfStore = 12;

    private readonly IServiceScopeFactory scopes;
    private readonly JobsOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger<JobWorker> logger;
    private readonly Bell bell;
    private readonly ConcurrentDictionary<Task, bool> running = new();

    public JobWorker(IServiceScopeFactory scopes, Announcements announcements, IOptions<JobsOptions> options, TimeProvider clock, ILogger<JobWorker> logger)
    {
        this.scopes = scopes;
        this.options = options.Value;
        this.clock = clock;
        this.logger = logger;
        bell = new Bell(clock);
        announcements.Subscribe(JobQueue.Announcement, _ => bell.Ring());
        announcements.OnReconnect(bell.Ring);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await bell.RoundsAsync(token => RoundAsync(token, stoppingToken), options.Poll, LogRoundFailed, stoppingToken);
        await Task.WhenAll(running.Keys);
    }

    /// <summary>Takes what is due and there is room for; answers how long to wait for the next round unless something wakes the worker.</summary>
    private async Task<TimeSpan> RoundAsync(CancellationToken cancellationToken, CancellationToken stoppingToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var queue = scope.ServiceProvider.GetRequiredService<JobQueue>();
        while (running.Count < options.MaxParallel)
        {
            if (await queue.ClaimAsync(cancellationToken) is not { } job)
            {
                var pause = await queue.NextDueAsync(cancellationToken) - clock.GetUtcNow();
                // One that is due and not to be had waits for another of its account.
                return pause > TimeSpan.Zero && pause < options.Poll ? pause.Value : options.Poll;
            }

            Start(job, stoppingToken);
        }

        return options.Poll;
    }

    private void Start(ClaimedJob job, CancellationToken stoppingToken)
    {
        var working = Task.Run(() => WorkAsync(job, stoppingToken), CancellationToken.None);
        running.TryAdd(working, true);
        _ = working.ContinueWith(
            done =>
            {
                running.TryRemove(done, out _);
                bell.Ring();
            },
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
    }

    private async Task WorkAsync(ClaimedJob job, CancellationToken stoppingToken)
    {
        using var stay = clock.In(job.AccountId, "job", job.Id);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<RunJob>().RunAsync(job, stoppingToken);
        }
        catch (LostJobException)
        {
            LogLost(job.AccountId, job.Id);
        }
        catch (Exception e)
        {
            LogBroke(e, job.AccountId, job.Id);
            await RestAsync(job, e is FileStoreException ? MostBreaksOfStore : MostBreaks);
        }
    }

    private async Task RestAsync(ClaimedJob job, int most)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var queue = scope.ServiceProvider.GetRequiredService<JobQueue>();
            await (job.Breaks + 1 < most
                ? queue.ReleaseAsync(job, options.Rest * Math.Pow(2, job.Breaks), broke: true, CancellationToken.None)
                : queue.EndAsync(job, JobStatus.FatalErrored, "The job broke again and again; the server's log tells why.", fileId: null, CancellationToken.None));
        }
        catch (Exception e)
        {
            // It stays taken until its time is over, and is gone on with then.
            LogBroke(e, job.AccountId, job.Id);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not look for jobs that are due: {Reason}")]
    private partial void LogRoundFailed(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Id} of account {AccountId} was taken over by another node")]
    private partial void LogLost(long accountId, long id);

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {Id} of account {AccountId} broke; it is gone on with")]
    private partial void LogBroke(Exception exception, long accountId, long id);
}
