using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Identity;

namespace Antiphon.Actions.Calls;

/// <summary>
/// How often rules may call others about one ticket. Whoever answers a call by changing the ticket, and does not say so (<see cref="OriginTrail"/>), would
/// otherwise be called again and again.
/// </summary>
internal sealed class CallLimits(DeskDb db, TimeProvider clock)
{
    public const int MostPerTicket = 60;

    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    public async Task<bool> IsReachedAsync(long ticketId, Actor actor, CancellationToken cancellationToken) => await db.SingleAsync(
        $"""
        select (select count(*) from action_calls where account_id = {actor.AccountId} and ticket_id = {ticketId} and rule_id is not null)
          + (select count(*) from (
              select from events where account_id = {actor.AccountId} and object_type = {EventObject.Ticket} and object_id = {ticketId} and created_at > {clock.Now() - Window}
                and type = {EventType.ActionExecuted} and actor = {ActorKind.Rule} and data ->> 'name' = {HttpAction.Name} limit {MostPerTicket}) made)
        """,
        row => row.GetInt64(0),
        cancellationToken) >= MostPerTicket;
}
