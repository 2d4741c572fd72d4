using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Channels;
using Antiphon.Data;
using Antiphon.Sandbox.Clock;

namespace Antiphon.Integrations.Delivery.Health;

/// <summary>Mails to the owner of an account about integrations that do not answer. They are queued with their cause and leave through the e-mail channel.</summary>
internal sealed class OwnerNotices(DeskDb db, ChannelDirectory channels, TimeProvider clock)
{
    public const string Announcement = "delivery_notices";
    public const string Failing = "failing";
    public const string Deactivated = "deactivated";
    public const string Gone = "gone";

    private const int MostTries = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    public static Sql Add(long accountId, long integrationId, string kind, int failures, DateTimeOffset now) => Sql.Of(
        $"""
        with added as (
          insert into delivery_notices (account_id, integration_id, kind, failures, due_at) values ({accountId}, {integrationId}, {kind}, {failures}, {now}) returning id)
        select pg_notify({Announcement}, '') from added
        """);

    /// <summary>Sends what is due; answers how many mails left.</summary>
    public async Task<int> SendAsync(CancellationToken cancellationToken)
    {
        // Taken for a while: what a crash interrupts comes again, because a second mail is better than none.
        var due = await db.ListAsync(
            $"""
            with due as (select account_id, id from delivery_notices where due_at <= {clock.NowIn(Sql.Of($"account_id"))}{clock.AndKnown(Sql.Of($"delivery_notices.account_id"))} order by due_at limit 20 for update skip locked)
            update delivery_notices n set due_at = {clock.NowIn(Sql.Of($"n.account_id"), Pause)}, tries = tries + 1 from due where n.account_id = due.account_id and n.id = due.id
            returning n.account_id, n.id, n.kind, n.failures, n.tries,
              (select name from integrations i where i.account_id = n.account_id and i.id = n.integration_id),
              (select domain from accounts a where a.account_id = n.account_id),
              (select email from users u join accounts a on a.account_id = u.account_id and a.owner_user_id = u.id where u.account_id = n.account_id and u.deleted_at is null),
              (select address from integrations i where i.account_id = n.account_id and i.type in ('email', 'gmail', 'outlook') and i.deactivated_at is null order by i.id limit 1)
            """,
            row => new Notice(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetInt32(3), row.GetInt32(4), row.Text(5), row.GetString(6), row.Text(7), row.Text(8)),
            cancellationToken);
        var sent = 0;
        foreach (var notice in due)
        {
            var isOver = notice.Integration is null || notice.Owner is null || notice.Tries >= MostTries;
            if (!isOver && channels.Find("email") is { } mail)
            {
                isOver = await mail.SendAsync(Message(notice), cancellationToken) is not SendOutcome.Unavailable;
                sent++;
            }

            if (isOver)
            {
                await db.ExecuteAsync($"delete from delivery_notices where account_id = {notice.AccountId} and id = {notice.Id}", cancellationToken);
            }
        }

        return sent;
    }

    private static OutgoingMessage Message(Notice notice)
    {
        var (subject, text) = notice.Kind switch
        {
            Failing => (
                $"The integration “{notice.Integration}” does not answer",
                $"{notice.Failures} deliveries in a row could not be made. If it goes on like this, the integration will be switched off."),
            Gone => (
                $"The integration “{notice.Integration}” was switched off",
                "Its receiver answered 410: it does not want any further deliveries."),
            _ => (
                $"The integration “{notice.Integration}” was switched off",
                $"{notice.Failures} deliveries in a row could not be made. What was not delivered can be sent again from the integration's log once it is switched on."),
        };
        var from = notice.From ?? $"no-reply@{notice.Domain}";
        var source = new JsonObject
        {
            ["type"] = "email",
            ["from"] = new JsonObject { ["name"] = notice.Domain, ["address"] = from },
            ["to"] = new JsonArray(new JsonObject { ["name"] = "", ["address"] = notice.Owner }),
        };
        return new OutgoingMessage(
            notice.AccountId, 0, 0, "email", JsonSerializer.SerializeToElement(source), null, $"<webhooks.{notice.AccountId}.{notice.Id}@{notice.Domain}>", subject, text, null, null, null);
    }

    private sealed record Notice(long AccountId, long Id, string Kind, int Failures, int Tries, string? Integration, string Domain, string? Owner, string? From);
}
