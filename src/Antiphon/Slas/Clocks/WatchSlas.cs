using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events.Dispatch;

namespace Antiphon.Slas.Clocks;

/// <summary>Looks at a ticket whenever it was made or changed, and at all open clocks when the hours of the account have changed.</summary>
internal sealed class WatchSlas(DeskDb db, TimeProvider clock, FollowTicket followTicket)
{
    public const string Name = "slas";

    // A ticket has written the general one with every other event; a new one has none yet.
    public static readonly string[] Types =
    [
        EventType.TicketCreated, EventType.TicketUpdated, EventType.AccountSettingCreated, EventType.AccountSettingUpdated, EventType.IntegrationUpdated, EventType.IntegrationDeleted,
    ];

    public static EventConsumer Consumer { get; } = new(Name, (services, queued, cancellationToken) => services.GetRequiredService<WatchSlas>().RunAsync(queued, cancellationToken));

    public async Task RunAsync(QueuedEvent queued, CancellationToken cancellationToken)
    {
        var (account, happened) = (queued.AccountId, queued.Event);
        if (happened.ObjectType is EventObject.Ticket)
        {
            await followTicket.RunAsync(account, happened.ObjectId, happened.Context, cancellationToken);
            return;
        }

        // An integration may name a calendar; of settings only the hours matter.
        if (happened.ObjectType is EventObject.Integration || await AreHoursAsync(account, happened.ObjectId, cancellationToken))
        {
            foreach (var statement in RecountSlas.Begin(account, clock.Now()))
            {
                await db.ExecuteAsync(statement, cancellationToken);
            }
        }
    }

    private Task<bool> AreHoursAsync(long account, long settingId, CancellationToken cancellationToken) => db.SingleAsync(
        $"select exists (select from account_settings where account_id = {account} and id = {settingId} and type = {AccountSettingType.BusinessHours})", row => row.GetBoolean(0), cancellationToken);
}
