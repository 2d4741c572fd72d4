using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Identity;

namespace Antiphon.Tickets.Assignment;

/// <summary>Takes a user's or a team's tickets away, inside the transaction that ends the user or the team.</summary>
internal sealed class UnassignTickets(DeskDb db, TimeProvider clock)
{
    public Task FromUserAsync(long userId, Actor actor, CancellationToken cancellationToken) => RunAsync(
        Sql.Of($"assignee_user_id = null"),
        Sql.Of($"assignee_user_id = {userId}"),
        EventType.TicketUnassigned,
        actor,
        cancellationToken);

    public Task FromTeamAsync(long teamId, Actor actor, CancellationToken cancellationToken) => RunAsync(
        Sql.Of($"assignee_team_id = null"),
        Sql.Of($"assignee_team_id = {teamId}"),
        EventType.TicketTeamUnassigned,
        actor,
        cancellationToken);

    private async Task RunAsync(Sql change, Sql which, string type, Actor actor, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var tickets = await db.ListAsync(
            $"update tickets set {change}, updated_at = {now} where account_id = {actor.AccountId} and {which} returning id", row => row.GetInt64(0), cancellationToken);
        if (tickets.Count > 0)
        {
            IReadOnlyList<NewEvent> events = [.. tickets.SelectMany(id => new NewEvent[] { new(type, EventObject.Ticket, id), new(EventType.TicketUpdated, EventObject.Ticket, id) })];
            await db.ExecuteAsync(EventLog.Of(actor, now, events), cancellationToken);
        }
    }
}
