using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Identity;

namespace Antiphon.Views;

/// <summary>Deactivates the views whose filter names something that goes, inside the transaction that deletes it. New filters activate them again.</summary>
internal sealed class DeactivateViews(DeskDb db, TimeProvider clock)
{
    /// <param name="references">What goes, as <see cref="ViewReference"/> spells it.</param>
    public async Task RunAsync(IReadOnlyList<string> references, Actor actor, CancellationToken cancellationToken)
    {
        if (references.Count == 0)
        {
            return;
        }

        var now = clock.Now();
        await db.ExecuteAsync(
            $"""
            with gone as (
              update views set deactivated_at = {now}
              where account_id = {actor.AccountId} and deactivated_at is null and refers_to && {references.ToArray()} returning id)
            {EventLog.Of(actor, EventType.ViewDeactivated, EventObject.View, now, Sql.Of($"select id, null::jsonb from gone order by id"))}
            """,
            cancellationToken);
    }
}
