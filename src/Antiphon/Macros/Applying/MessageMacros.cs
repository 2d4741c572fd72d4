using Antiphon.Actions;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Macros.Applying;

/// <summary>The macros that a message names: checked before it is stored, applied to its ticket afterwards. The message keeps its own text.</summary>
internal sealed class MessageMacros(DeskDb db, ApplyMacro applyMacro)
{
    private const int Most = 20;

    /// <summary>Answers the ids, and notes those that do not exist.</summary>
    public async Task<long[]> CheckAsync(IReadOnlyList<ReferenceRequest>? macros, FieldErrors errors, Actor actor, CancellationToken cancellationToken)
    {
        if (macros is not { Count: > 0 })
        {
            return [];
        }

        errors.MaxCount("macros", macros.Count, Most);
        var ids = macros.Take(Most).Select(macro => macro.Id).OfType<long>().Distinct().ToArray();
        var known = await db.ListAsync($"select id from macros where account_id = {actor.AccountId} and id = any({ids})", row => row.GetInt64(0), cancellationToken);
        foreach (var (place, macro) in macros.Take(Most).Index())
        {
            errors.Under("macros").Under(place).Required("id", macro.Id).AddIf(macro.Id is { } id && !known.Contains(id), "id", $"Macro {macro.Id} does not exist.");
        }

        return ids;
    }

    /// <summary>Runs what the macros change of the ticket.</summary>
    public async Task ApplyAsync(long ticketId, long messageId, IReadOnlyList<long> macros, string via, Actor actor, CancellationToken cancellationToken)
    {
        // A note is all that some may write: their macros are noted on it and change nothing.
        foreach (var macro in actor.Can(Right.HandleTickets) ? macros : [])
        {
            await applyMacro.RunAsync(ticketId, macro, new ActionSetting(actor, via) { Replies = Replies.Ignored, CallsOthers = false, MessageId = messageId }, cancellationToken);
        }
    }
}
