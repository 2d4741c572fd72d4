using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Identity;
using Antiphon.Scheduling;

namespace Antiphon.Slas.Clocks;

/// <summary>
/// Brings a ticket's clocks up to date in the open transaction: whoever calls it, and however often, they become what its history says, and what is to be told
/// is told once. What happened and was not looked at yet counts too, so that nobody is told of a breach that an answer has prevented.
/// </summary>
internal sealed class FollowTicket(DeskDb db, TimeProvider clock, ReadSlaSubject readSubject)
{
    /// <param name="accountId">The account.</param>
    /// <param name="ticketId">The ticket.</param>
    /// <param name="context">Of the event that let it be looked at; null when time has passed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(long accountId, long ticketId, Guid? context, CancellationToken cancellationToken)
    {
        if (await readSubject.RunAsync(accountId, ticketId, cancellationToken) is not { } facts)
        {
            return;
        }

        var (now, before) = (clock.Now(), facts.Sla);
        var after = SetSlaClocks.Of(facts, now);
        if (after is null && before is null)
        {
            return;
        }

        // Whoever does what is due has taken it off the schedule; after an event it still stands there.
        if (context is not null && after is not null && IsSame(before, after))
        {
            return;
        }

        List<Sql> statements = [];
        if (after is null)
        {
            statements.Add(Sql.Of($"delete from ticket_slas where account_id = {accountId} and ticket_id = {ticketId}"));
        }
        else if (!IsSame(before, after))
        {
            statements.AddRange(after.Store(accountId, ticketId, before));
            List<NewEvent> events = [.. after.Events(ticketId, before)];
            if (events.Count > 0)
            {
                var system = Actor.System(accountId);
                statements.Add(EventLog.Of(context is { } cause ? system with { Context = cause } : system, now, events));
            }
        }

        statements.Add(DueQueue.Schedule(accountId, DueSla.Work, ticketId, after?.Next));
        if (after?.Next is { } next && next != before?.Next)
        {
            statements.Add(DueQueue.Announce());
        }

        await db.BatchAsync(statements, (_, _) => Task.FromResult(true), cancellationToken);
    }

    private static bool IsSame(TicketSla? before, TicketSla after) =>
        before is not null && before.Terms.VersionId == after.Terms.VersionId && before.RepliedAt == after.RepliedAt && before.Clocks.SequenceEqual(after.Clocks);
}
