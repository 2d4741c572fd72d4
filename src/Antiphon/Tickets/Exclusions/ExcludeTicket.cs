using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Tickets.Exclusions;

/// <summary>What a ticket can be kept out of.</summary>
internal enum Exclusion
{
    /// <summary>New messages of its customer do not join it.</summary>
    AutoMerge,

    /// <summary>Its customer is not asked for an opinion.</summary>
    Csat,
}

/// <summary>Keeps a ticket out of something for good. A second time changes nothing.</summary>
internal sealed class ExcludeTicket(DeskDb db, TimeProvider clock)
{
    public async Task<Result<Done>> RunAsync(long ticketId, Exclusion exclusion, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        var before = await db.FirstOrDefaultAsync<(bool AutoMerge, bool Csat)?>(
            $"select excluded_from_auto_merge, excluded_from_csat from tickets where account_id = {actor.AccountId} and id = {ticketId} for no key update",
            row => (row.GetBoolean(0), row.GetBoolean(1)),
            cancellationToken);
        if (before is not { } excluded)
        {
            return Failure.NotFound();
        }

        var isMerge = exclusion is Exclusion.AutoMerge;
        if (isMerge ? !excluded.AutoMerge : !excluded.Csat)
        {
            var now = clock.Now();
            await db.ExecuteAsync(
                $"""
                update tickets set excluded_from_auto_merge = excluded_from_auto_merge or {isMerge}, excluded_from_csat = excluded_from_csat or {!isMerge}, updated_at = {now}
                where account_id = {actor.AccountId} and id = {ticketId}
                """,
                cancellationToken);
            await db.ExecuteAsync(
                EventLog.Of(
                    actor,
                    now,
                    [TicketEvent.Of(isMerge ? EventType.TicketExcludedFromAutoMerge : EventType.TicketExcludedFromCsat, ticketId), TicketEvent.Of(EventType.TicketUpdated, ticketId)]),
                cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return default(Done);
    }
}
