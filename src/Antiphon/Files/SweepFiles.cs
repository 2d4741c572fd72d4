using Antiphon.Data;
using Antiphon.Data.Retention;
using Antiphon.Files.Storing;
using Antiphon.Sandbox.Clock;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antiphon.Files;

/// <summary>
/// Deletes contents that no file has any more, as soon as it is told of some, and those that an upload left behind which never came to its end. The database says
/// which they are; the store is never searched.
/// </summary>
internal sealed partial class SweepFiles : BackgroundService
{
    private const string Announcement = "files_gone";
    private const int Step = 100;

    /// <summary>How long an upload may take from its last byte to its commit.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);
    private static readonly TimeSpan Poll = TimeSpan.FromMinutes(10);

    private readonly NpgsqlDataSource source;
    private readonly IFileStore store;
    private readonly TimeProvider clock;
    private readonly ILogger<SweepFiles> logger;
    private readonly Bell bell;

    public SweepFiles(NpgsqlDataSource source, IFileStore store, Announcements announcements, TimeProvider clock, ILogger<SweepFiles> logger)
    {
        this.source = source;
        this.store = store;
        this.clock = clock;
        this.logger = logger;
        bell = new Bell(clock);
        announcements.Subscribe(Announcement, _ => bell.Ring());
        announcements.OnReconnect(bell.Ring);
    }

    /// <summary>Deletes what is unused, and answers how many contents that were.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        int deleted;
        do
        {
            deleted = await DeleteStepAsync(cancellationToken);
            count += deleted;
        }
        while (deleted == Step);
        return count;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => bell.RoundsAsync(
        async token =>
        {
            await RunAsync(token);
            return Poll;
        },
        Poll,
        LogFailed,
        stoppingToken);

    // Across accounts, as every sweep: each row names its own. What sandboxes hold stays, for a snapshot may name it. The rows are locked while their contents go, so an upload of the same bytes waits and puts them there again.
    private async Task<int> DeleteStepAsync(CancellationToken cancellationToken)
    {
        var db = new DeskDb(source);
        await using var transaction = await db.BeginAsync(cancellationToken);
        var unused = await db.ListAsync(
            $"""
            select account_id, digest from file_contents c
            where unused_since < {clock.Now() - Grace}{clock.AndOrdinary(Sql.Of($"c.account_id"))} and not exists (select from files f where f.account_id = c.account_id and f.digest = c.digest)
            order by unused_since limit {Step} for update skip locked
            """,
            row => new ContentKey(row.GetInt64(0), row.GetFieldValue<byte[]>(1)),
            cancellationToken);
        foreach (var key in unused)
        {
            await store.DeleteAsync(key, cancellationToken);
            await db.ExecuteAsync($"delete from file_contents where account_id = {key.AccountId} and digest = {key.Digest}", cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return unused.Count;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not delete contents of files that are gone: {Reason}")]
    private partial void LogFailed(string reason);
}

/// <summary>Deletes attachments that no message came to name, results of jobs that are too old, and what is left of uploads that broke.</summary>
internal sealed class ForgetFiles(NpgsqlDataSource source, IFileStore store, IOptions<FilesOptions> options, TimeProvider clock) : IRetention
{
    private const int Step = 500;
    private static readonly TimeSpan LongestUpload = TimeSpan.FromDays(1);

    public string What => "files";

    public async Task<long> SweepAsync(CancellationToken cancellationToken)
    {
        var db = new DeskDb(source);
        var now = clock.Now();
        foreach (var left in Directory.Exists(store.IncomingDirectory) ? Directory.EnumerateFiles(store.IncomingDirectory) : [])
        {
            if (File.GetLastWriteTimeUtc(left) < now.UtcDateTime - LongestUpload)
            {
                File.Delete(left);
            }
        }

        // Across accounts: age and use are the only conditions, and the key of each row is named in full.
        return await Sweep.RunAsync(
            () => db.ExecuteAsync(
                $"""
                delete from files where (account_id, id) in (
                  select account_id, id from files f
                  where (type = {FileType.Attachment} and created_at <= {now - options.Value.KeepUnused}
                      and not exists (select from file_uses u where u.account_id = f.account_id and u.file_id = f.id)
                    or type = {FileType.Export} and created_at <= {now - options.Value.KeepExports}){clock.AndOrdinary(Sql.Of($"f.account_id"))}
                  limit {Step} for update skip locked)
                """,
                cancellationToken),
            Step);
    }
}
