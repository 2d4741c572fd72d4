using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Files;
using Antiphon.Files.Storing;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Identity.SignIn;
using Antiphon.Jobs.Kinds;
using Npgsql;

namespace Antiphon.Jobs.Running;

/// <summary>
/// Works a job off, piece by piece. A piece, its events and its count are one transaction, so whatever is counted has happened, and what a death interrupts has not. A
/// file is written anew by each attempt, and is there when it is whole.
/// </summary>
internal sealed partial class RunJob(DeskDb db, JobQueue queue, IEnumerable<IJobKind> kinds, IFileStore store, StoreFile storeFile, AccountMail mail, ILogger<RunJob> logger)
{
    private const int MostDeadlocks = 10;
    private const string Gone = "The user who made the job may no longer act.";

    public async Task RunAsync(ClaimedJob job, CancellationToken stoppingToken)
    {
        if (await queue.CreatorAsync(job, CancellationToken.None) is not var (actor, email) || !actor.Can(CheckJob.RightOf(job.Type)))
        {
            await queue.EndAsync(job, JobStatus.FatalErrored, Gone, fileId: null, CancellationToken.None);
            return;
        }

        var kind = kinds.Single(kind => kind.Type == job.Type);
        if (!job.IsPrepared && await PrepareAsync(job, kind, actor) is { } refused)
        {
            await queue.EndAsync(job, JobStatus.FatalErrored, refused, fileId: null, CancellationToken.None);
            return;
        }

        await (kind switch
        {
            IExportJob export => ExportAsync(job, export, actor, email, stoppingToken),
            _ => WorkAsync(job, (IItemJob)kind, actor, stoppingToken),
        });
    }

    /// <summary>Writes down what the job is to work on; answers why there is nothing that it could.</summary>
    private async Task<string?> PrepareAsync(ClaimedJob job, IJobKind kind, Actor actor)
    {
        await using var transaction = await db.BeginAsync(CancellationToken.None);
        var total = await kind.PrepareAsync(job, actor, CancellationToken.None);
        if (total.Failure is { } failure)
        {
            return Describe(failure);
        }

        await queue.PreparedAsync(job, total.Value, CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        return null;
    }

    private async Task WorkAsync(ClaimedJob job, IItemJob kind, Actor actor, CancellationToken stoppingToken)
    {
        for (var deadlocks = 0; !stoppingToken.IsCancellationRequested;)
        {
            try
            {
                if (!await StepAsync(job, kind, actor))
                {
                    return;
                }

                deadlocks = 0;
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure && ++deadlocks < MostDeadlocks)
            {
                // Nothing of the piece has happened; it is done again.
                LogMet(job.AccountId, job.Id);
            }
        }

        await queue.ReleaseAsync(job, TimeSpan.Zero, broke: false, CancellationToken.None);
    }

    /// <summary>One piece; false when there is no other behind it.</summary>
    private async Task<bool> StepAsync(ClaimedJob job, IItemJob kind, Actor actor)
    {
        await using var transaction = await db.BeginAsync(CancellationToken.None);
        var batch = await queue.NextAsync(job, CancellationToken.None);
        if (batch.Status is JobStatus.CancelRequested || batch is { Ids: null, Items: null })
        {
            await queue.EndAsync(job, batch.Status is JobStatus.CancelRequested ? JobStatus.Canceled : JobStatus.Done, error: null, fileId: null, CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
            return false;
        }

        var failed = new List<JobFailure>();
        var done = 0;
        foreach (var item in kind.Items(batch))
        {
            if (await TryAsync(job, kind, item, actor) is { } error)
            {
                failed.Add(new JobFailure(item.Id, error));
            }
            else
            {
                done++;
            }
        }

        await queue.ProgressAsync(job, batch, done, failed, isKept: true, CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }

    /// <summary>One item with a savepoint, so that one that fails undoes itself and no other. Answers why it failed.</summary>
    private async Task<string?> TryAsync(ClaimedJob job, IItemJob kind, JobItem item, Actor actor)
    {
        await using var savepoint = await db.BeginAsync(CancellationToken.None);
        try
        {
            if ((await kind.RunAsync(job, item, actor, CancellationToken.None)).Failure is { } failure)
            {
                return Describe(failure);
            }

            await savepoint.CommitAsync(CancellationToken.None);
            return null;
        }
        catch (PostgresException e) when (e.SqlState is not (PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure) && e.SqlState[..2] is not ("08" or "53" or "57"))
        {
            LogItemBroke(e, job.AccountId, job.Id, item.Id);
            return ApiError.Internal;
        }
    }

    private async Task ExportAsync(ClaimedJob job, IExportJob kind, Actor actor, string? email, CancellationToken stoppingToken)
    {
        await using var content = new IncomingContent(store);
        var csv = new CsvLines(content);
        csv.Add(kind.Header);
        await queue.RestartAsync(job, CancellationToken.None);
        while (!stoppingToken.IsCancellationRequested)
        {
            var batch = await queue.NextAsync(job, CancellationToken.None);
            if (batch.Status is JobStatus.CancelRequested)
            {
                await queue.EndAsync(job, JobStatus.Canceled, error: null, fileId: null, CancellationToken.None);
                return;
            }

            if (batch.Ids is null)
            {
                await csv.FlushAsync(CancellationToken.None);
                await FinishAsync(job, kind, content, actor, email);
                return;
            }

            var written = await kind.WriteAsync(batch.Ids, csv, actor, CancellationToken.None);
            await csv.FlushAsync(CancellationToken.None);
            await queue.ProgressAsync(job, batch, written.Count, [.. batch.Ids.Where(id => !written.Contains(id)).Select(id => new JobFailure(id, "Does not exist."))], isKept: false, CancellationToken.None);
        }

        await queue.ReleaseAsync(job, TimeSpan.Zero, broke: false, CancellationToken.None);
    }

    private async Task FinishAsync(ClaimedJob job, IExportJob kind, IncomingContent content, Actor actor, string? email)
    {
        await content.CompleteAsync(CancellationToken.None);
        await using var transaction = await db.BeginAsync(CancellationToken.None);
        var file = await storeFile.RunAsync(content, FileType.Export, kind.FileName, "text/csv; charset=utf-8", actor, CancellationToken.None);
        await queue.EndAsync(job, JobStatus.Done, error: null, file.Id, CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        if (email is not null)
        {
            mail.Post(job.AccountId, email, "Your export is ready", $"Sign in, and download {file.Name} here:\n\n{job.Address}{file.Address}\n");
        }
    }

    private static string Describe(Failure failure) => failure switch
    {
        Failure.InvalidInput invalid => string.Join(' ', invalid.Errors.Lines()),
        Failure.Missing => "Does not exist.",
        Failure.Conflicting conflict => conflict.Message ?? ApiError.Exists,
        Failure.InUse used => used.Message,
        Failure.Refused refused => refused.Message ?? ApiError.Forbidden,
        _ => ApiError.Internal,
    };

    [LoggerMessage(Level = LogLevel.Debug, Message = "A piece of job {Id} of account {AccountId} met somebody else's work and is done again")]
    private partial void LogMet(long accountId, long id);

    [LoggerMessage(Level = LogLevel.Error, Message = "Item {Item} of job {Id} of account {AccountId} broke")]
    private partial void LogItemBroke(Exception exception, long accountId, long id, long item);
}
