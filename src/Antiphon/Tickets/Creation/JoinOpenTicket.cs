using System.Text.Json;
using Antiphon.Accounts;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Messages;

namespace Antiphon.Tickets.Creation;

/// <summary>
/// Threads a new ticket into an open one of the same customer, where the account wants that: by the switch <c>thread_into_open_ticket</c> (row I01), or by
/// the setting <c>auto-merge</c> inside its window of days.
/// </summary>
internal sealed class JoinOpenTicket(DeskDb db, CreateMessage createMessage)
{
    private const int DefaultWindowInDays = 5;
    private const int LongestWindowInDays = 180;

    /// <summary>Answers the ticket that the messages joined, or null when a new one is due.</summary>
    public async Task<Result<long>?> RunAsync(NewTicket ticket, CreateTicketRequest request, Switches switches, Actor actor, CancellationToken cancellationToken)
    {
        if (ticket is { Imported: true } or { CustomerId: null } or { Status: not "open" } || ticket.SplitFrom is not null)
        {
            return null;
        }

        var window = switches.ThreadIntoOpenTicket ? null : await MergingWindowAsync(actor.AccountId, cancellationToken);
        if (!switches.ThreadIntoOpenTicket && window is null)
        {
            return null;
        }

        DateTimeOffset? since = window is { } days ? ticket.ProcessedAt.AddDays(-days) : null;
        var open = await db.FirstOrDefaultAsync<long?>(
            $"""
            select id from tickets
            where account_id = {actor.AccountId} and customer_id = {ticket.CustomerId} and status = 'open' and not spam and trashed_at is null and not excluded_from_auto_merge
              and ({since} is null or coalesce(last_message_at, created_at) >= {since})
            order by created_at desc, id desc limit 1 for update
            """,
            row => row.GetInt64(0),
            cancellationToken);
        if (open is not { } id)
        {
            return null;
        }

        foreach (var message in request.Messages!)
        {
            var whole = message with { Channel = message.Channel ?? ticket.Channel, FromAgent = message.FromAgent ?? ticket.FromAgent, Via = message.Via ?? ticket.Via };
            if ((await createMessage.RunAsync(id, whole, default(MessageCause), actor, cancellationToken)).Failure is { } failure)
            {
                return failure;
            }
        }

        return id;
    }

    private async Task<int?> MergingWindowAsync(long accountId, CancellationToken cancellationToken)
    {
        var data = await db.FirstOrDefaultAsync($"select data from account_settings where account_id = {accountId} and type = 'auto-merge'", row => row.Json(0), cancellationToken);
        if (data is not { ValueKind: JsonValueKind.Object } setting
            || !setting.TryGetProperty("tickets", out var tickets)
            || tickets.ValueKind is not JsonValueKind.Object
            || !tickets.TryGetProperty("enabled", out var enabled)
            || enabled.ValueKind is not JsonValueKind.True)
        {
            return null;
        }

        return tickets.TryGetProperty("merging_window_days", out var days) && days.TryGetInt32(out var count) ? Math.Clamp(count, 1, LongestWindowInDays) : DefaultWindowInDays;
    }
}
