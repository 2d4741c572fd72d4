using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Sandbox.Clock;
using Microsoft.Extensions.Options;

namespace Antiphon.Files.Copying;

/// <summary>The copies that wait: asked for in the transaction of the message, taken by a node for a while, and asked for again when it dies.</summary>
internal sealed class CopyFiles(DeskDb db, CurrentOrigin origin, IOptions<FilesOptions> options, TimeProvider clock)
{
    public const string Announcement = "file_copies";

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>Asks for the copies of a message's attachments, unless the operator wants links to stay links.</summary>
    public async Task AskAllAsync(long accountId, long messageId, IReadOnlyList<string> urls, CancellationToken cancellationToken)
    {
        foreach (var url in options.Value.CopyForeign ? urls : [])
        {
            await AskAsync(accountId, messageId, url, FileType.Attachment, cancellationToken);
        }
    }

    /// <summary>Asks for one copy. What is a recording beside an attachment is copied once, as a recording.</summary>
    public async Task AskAsync(long accountId, long messageId, string url, string type, CancellationToken cancellationToken)
    {
        await db.ExecuteAsync(
            $"""
            insert into file_copies (account_id, message_id, url, type, address, due_at) values ({accountId}, {messageId}, {url}, {type}, {origin.Address}, {clock.Now()})
            on conflict (account_id, message_id, md5(url)) do update set type = excluded.type where excluded.type = {FileType.Recording}
            """,
            cancellationToken);
        await db.ExecuteAsync(Announcements.Notify(Announcement, ""), cancellationToken);
    }

    /// <summary>Nobody wants the copy any more.</summary>
    public Task ForgetAsync(long accountId, long messageId, string url, CancellationToken cancellationToken) =>
        db.ExecuteAsync($"delete from file_copies where account_id = {accountId} and message_id = {messageId} and url = {url}", cancellationToken);

    public Task<FileCopy?> ClaimAsync(CancellationToken cancellationToken)
    {
        var account = Sql.Of($"c.account_id");
        return db.FirstOrDefaultAsync(
            $"""
            with due as (
              select c.account_id, c.id from file_copies c where c.due_at <= {clock.NowIn(account)}{clock.AndTurn(Timetables.Copies, account)}
              order by c.due_at, c.id limit 1 for update skip locked)
            update file_copies c set copying = true, due_at = {clock.NowIn(account, Lease)}, attempts = attempts + 1 from due where c.account_id = due.account_id and c.id = due.id
            returning c.account_id, c.id, c.message_id, c.url, c.type, c.attempts, c.address
            """,
            row => new FileCopy(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetString(3), row.GetString(4), row.GetInt32(5), row.GetString(6)),
            cancellationToken);
    }

    public Task<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken) =>
        db.SingleAsync($"select min(due_at) from file_copies where true{clock.AndOrdinary(Sql.Of($"account_id"))}", row => row.TimeOrNull(0), cancellationToken);

    public Task PostponeAsync(FileCopy copy, TimeSpan pause, CancellationToken cancellationToken) => db.ExecuteAsync(
        $"update file_copies set copying = false, due_at = {clock.Now() + pause} where account_id = {copy.AccountId} and id = {copy.Id} and attempts = {copy.Attempt}", cancellationToken);

    /// <summary>Takes a copy out; false when it is no longer wanted, or in other hands.</summary>
    public async Task<bool> RemoveAsync(FileCopy copy, CancellationToken cancellationToken) => await db.ExecuteAsync(
        $"delete from file_copies where account_id = {copy.AccountId} and id = {copy.Id} and attempts = {copy.Attempt}", cancellationToken) == 1;
}
