using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Files.Attaching;

/// <summary>
/// Holds the attachments of a message against the files that were uploaded: an address of this account must be that of a file, and what the file is, its upload
/// decided. Addresses elsewhere are left as they are. The files cannot go before the open transaction ends; that they belong to the message then, a trigger notes.
/// </summary>
internal sealed class CheckAttachments(DeskDb db)
{
    /// <summary>The addresses that are no file of this account.</summary>
    public static IReadOnlyList<string> Elsewhere(IReadOnlyList<AttachmentRequest>? attachments, long accountId) =>
        [.. (attachments ?? []).Select(attachment => attachment.Url).OfType<string>().Where(url => FileAddress.ResourceNameIn(url, accountId) is null).Distinct(StringComparer.Ordinal)];

    /// <param name="attachments">As the request has them.</param>
    /// <param name="errors">The view on what holds <c>attachments</c>.</param>
    /// <param name="actor">Whose account it is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<AttachmentRequest>?> RunAsync(IReadOnlyList<AttachmentRequest>? attachments, FieldErrors errors, Actor actor, CancellationToken cancellationToken)
    {
        var names = (attachments ?? []).Select(attachment => FileAddress.ResourceNameIn(attachment.Url, actor.AccountId)).ToArray();
        if (names.All(name => name is null))
        {
            return attachments;
        }

        var found = (await db.ListAsync(
            $"select {StoredFile.Columns:raw} from files where account_id = {actor.AccountId} and resource_name = any({names.OfType<string>().ToArray()}) order by id for key share",
            StoredFile.Read,
            cancellationToken)).ToDictionary(file => file.ResourceName, StringComparer.Ordinal);
        var list = errors.Under("attachments");
        return [.. attachments!.Select((attachment, i) =>
        {
            if (names[i] is not { } name)
            {
                return attachment;
            }

            if (!found.TryGetValue(name, out var file))
            {
                list.Under(i).AddIf(wrong: true, "url", "There is no such file; upload it first.");
                return attachment;
            }

            return attachment with { ContentType = file.ContentType, Size = file.Size, Public = file.IsPublic };
        })];
    }
}
