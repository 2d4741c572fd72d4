using Antiphon.Data;
using Antiphon.Files.Storing;
using Antiphon.Identity;
using Npgsql;

namespace Antiphon.Files;

/// <summary>
/// Makes a file of a complete content, in the open transaction of whoever needs it. Uploads, copies of what lies elsewhere, recordings and results of jobs all come
/// through here.
/// </summary>
internal sealed class StoreFile(DeskDb db, NpgsqlDataSource source, IFileStore store, TimeProvider clock)
{
    public async Task<StoredFile> RunAsync(IncomingContent content, string type, string name, string contentType, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        while (!await LockAsync(content, actor.AccountId, cancellationToken))
        {
            // Noted apart from the transaction, so that a crash between here and its end leaves a note with which the sweep finds what lies in the store.
            await new DeskDb(source).ExecuteAsync(
                $"""
                insert into file_contents (account_id, digest, size, unused_since) values ({actor.AccountId}, {content.Digest}, {content.Size}, {clock.Now()}) on conflict do nothing
                """,
                cancellationToken);
        }

        await store.PutAsync(new ContentKey(actor.AccountId, content.Digest), content.Path, cancellationToken);
        await db.ExecuteAsync(
            $"update file_contents set unused_since = null where account_id = {actor.AccountId} and digest = {content.Digest} and unused_since is not null", cancellationToken);
        var file = await db.SingleAsync(
            $"""
            insert into files (account_id, type, resource_name, name, content_type, digest, size, user_id, created_at)
            values ({actor.AccountId}, {type}, {FileAddress.NewResourceName(name)}, {name}, {contentType}, {content.Digest}, {content.Size}, {actor.UserId}, {clock.Now()})
            returning {StoredFile.Columns:raw}
            """,
            StoredFile.Read,
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return file;
    }

    /// <summary>Keeps the sweep away from a content until the transaction ends; false when nobody has noted it.</summary>
    private Task<bool> LockAsync(IncomingContent content, long accountId, CancellationToken cancellationToken) => db.FirstOrDefaultAsync(
        $"select true from file_contents where account_id = {accountId} and digest = {content.Digest} for no key update", row => row.GetBoolean(0), cancellationToken);
}
