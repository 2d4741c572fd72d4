using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Files;
using Antiphon.Files.Copying;
using Antiphon.Identity;

namespace Antiphon.Messages.Attaching;

/// <summary>
/// Puts our copy in the place of a link, or notes at the link that there is none. Nothing reacts to it: the message says what it said before.
/// </summary>
internal sealed class SettleAttachments(ChangeAttachments changeAttachments) : IFileArrival
{
    public Task ArrivedAsync(FileCopy copy, StoredFile file, CancellationToken cancellationToken) => changeAttachments.RunAsync(
        copy.MessageId,
        attachment =>
        {
            if ((string?)attachment["url"] == copy.Url)
            {
                attachment["url"] = copy.Address + file.Address;
                attachment["size"] = file.Size;
                attachment["content_type"] = file.ContentType;
                attachment["public"] = file.IsPublic;
            }

            return true;
        },
        Actor.System(copy.AccountId).BringingHistory(),
        cancellationToken);

    public Task FailedAsync(FileCopy copy, string reason, CancellationToken cancellationToken) => changeAttachments.RunAsync(
        copy.MessageId,
        attachment =>
        {
            if ((string?)attachment["url"] == copy.Url)
            {
                var extra = attachment["extra"] as JsonObject ?? [];
                extra["download_error"] = reason;
                attachment["extra"] = extra.DeepClone();
            }

            return true;
        },
        Actor.System(copy.AccountId).BringingHistory(),
        cancellationToken);
}

/// <summary>Takes attachments out of a message, by their addresses or the ends of those.</summary>
internal sealed class DropAttachment(ChangeAttachments changeAttachments)
{
    public Task RunAsync(long messageId, IReadOnlyList<string?> ends, Actor actor, CancellationToken cancellationToken) => changeAttachments.RunAsync(
        messageId,
        attachment => !ends.Any(end => end is { Length: > 0 } && ((string?)attachment["url"])?.EndsWith(end, StringComparison.Ordinal) is true),
        actor,
        cancellationToken);
}

/// <summary>Changes the attachments of a message, one by one, in the open transaction. A change that leaves them as they are writes nothing.</summary>
internal sealed class ChangeAttachments(DeskDb db, TimeProvider clock)
{
    /// <param name="messageId">A message that may be gone.</param>
    /// <param name="change">Changes one attachment; answers whether it stays.</param>
    /// <param name="actor">In whose name.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(long messageId, Func<JsonObject, bool> change, Actor actor, CancellationToken cancellationToken)
    {
        // The ticket first, as everywhere.
        var ticket = await db.FirstOrDefaultAsync<long?>(
            $"select ticket_id from messages where account_id = {actor.AccountId} and id = {messageId}", row => row.GetInt64(0), cancellationToken);
        if (ticket is not { } ticketId || await LockedTicket.FindAsync(db, actor.AccountId, ticketId, cancellationToken) is null)
        {
            return;
        }

        var before = await db.FirstOrDefaultAsync(
            $"select attachments from messages where account_id = {actor.AccountId} and id = {messageId} for update", row => row.Text(0), cancellationToken);
        if (before is null || JsonNode.Parse(before) is not JsonArray attachments)
        {
            return;
        }

        List<JsonObject> kept = [.. attachments.OfType<JsonObject>().Where(change)];
        var after = kept.Count == 0 ? null : new JsonArray([.. kept.Select(one => one.DeepClone())]).ToJsonString(System.Text.Json.JsonSerializerOptions.Web);
        if (after is not null && JsonNode.DeepEquals(JsonNode.Parse(before), JsonNode.Parse(after)))
        {
            return;
        }

        await db.ExecuteAsync($"update messages set attachments = {new Jsonb(after)} where account_id = {actor.AccountId} and id = {messageId}", cancellationToken);
        await db.ExecuteAsync(EventLog.Of(actor, clock.Now(), [MessageEvents.Of(EventType.TicketMessageUpdated, ticketId, messageId)]), cancellationToken);
    }
}
