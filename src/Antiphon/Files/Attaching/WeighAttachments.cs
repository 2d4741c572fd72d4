using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;
using Microsoft.Extensions.Options;

namespace Antiphon.Files.Attaching;

/// <summary>
/// Whether the attachments of each message together are no larger than one upload may be: contract page messages, 413. What was uploaded weighs what it weighs, what lies
/// elsewhere what its attachment says.
/// </summary>
internal sealed class WeighAttachments(DeskDb db, IOptions<FilesOptions> options)
{
    /// <summary>Why they are too large; null when they are not.</summary>
    public async Task<Failure?> RunAsync(IEnumerable<CreateMessageRequest?> messages, Actor actor, CancellationToken cancellationToken)
    {
        List<List<(string? Name, long Stated)>> loads =
        [
            .. messages.Where(message => message?.Attachments is { Count: > 0 })
                .Select(message => message!.Attachments!.Select(attachment => (FileAddress.ResourceNameIn(attachment?.Url, actor.AccountId), Math.Max(attachment?.Size ?? 0, 0))).ToList()),
        ];
        if (loads.Count == 0)
        {
            return null;
        }

        string[] names = [.. loads.SelectMany(load => load).Select(one => one.Name).OfType<string>().Distinct(StringComparer.Ordinal)];
        var sizes = names.Length == 0 ? [] : (await db.ListAsync(
            $"select resource_name, size from files where account_id = {actor.AccountId} and resource_name = any({names})", row => (Name: row.GetString(0), Size: row.GetInt64(1)), cancellationToken))
            .ToDictionary(file => file.Name, file => file.Size, StringComparer.Ordinal);
        var isTooLarge = loads.Exists(load => load.Sum(one => (decimal)(one.Name is { } name ? sizes.GetValueOrDefault(name) : one.Stated)) > options.Value.MaxBytes);
        return isTooLarge ? Failure.TooLarge($"The attachments of a message are larger than {options.Value.MaxBytes} bytes together.") : null;
    }
}
