using Antiphon.Actions.Calls;
using Antiphon.Data;
using Antiphon.Events.Dispatch;
using Antiphon.Files.Copying;
using Antiphon.Integrations.Delivery.Health;
using Antiphon.Integrations.Delivery;
using Antiphon.Jobs.Running;
using Antiphon.Jobs;
using Antiphon.Messages;
using Antiphon.Scheduling;

namespace Antiphon.Sandbox.Clock;

/// <summary>Something of an account that happens at a time by itself.</summary>
/// <param name="What">What it is, for whoever waits for it.</param>
/// <param name="Channel">The announcement that wakes those who do it; null for tickets that wake, which nobody announces.</param>
/// <param name="Times">Selects one column, of the account that another column or value names: when each that waits is due; <c>-infinity</c> for what is being done.</param>
internal sealed record Timetable(string What, string? Channel, Func<Sql, Sql> Times);

/// <summary>
/// Where the times stand at which something happens by itself. Whatever does not stand here is walked past when the clock of a sandbox is moved; what is put on the
/// schedule (DueQueue) does. In a sandbox each waits for its turn until nothing before it is due, so that a script leaves the same behind each time.
/// </summary>
internal static class Timetables
{
    public static readonly Timetable Events = new("events", EventQueue.Announcement, account => Sql.Of($"select coalesce(due_at, '-infinity') from event_queue where account_id = {account}"));

    public static readonly Timetable Messages = new(
        "messages",
        StoreMessages.Announcement,
        account => Sql.Of($"select case delivery when 'sending' then '-infinity' else delivery_due_at end from messages where account_id = {account} and delivery in ('queued', 'sending')"));

    public static readonly Timetable Snoozes = new("snoozes", null, account => Sql.Of($"select snooze_at from tickets where account_id = {account} and snooze_at is not null"));

    public static readonly Timetable Scheduled = new("scheduled work", DueQueue.Announcement, account => Sql.Of($"select due_at from due_work where account_id = {account}"));

    public static readonly Timetable Calls = new(
        "calls to other services", ActionCallQueue.Announcement, account => Sql.Of($"select case when calling then '-infinity' else due_at end from action_calls where account_id = {account}"));

    public static readonly Timetable Webhooks = new(
        "webhooks", DeliveryStore.Announcement, account => Sql.Of($"select case when sending then '-infinity' else due_at end from deliveries where account_id = {account} and state = 'pending'"));

    public static readonly Timetable Notices = new("mail about integrations", OwnerNotices.Announcement, account => Sql.Of($"select due_at from delivery_notices where account_id = {account}"));

    public static readonly Timetable Running = new(
        "jobs",
        JobQueue.Announcement,
        account => Sql.Of(
            $"""
            select case when status in {Job.ActiveStatuses:raw} then '-infinity' else due_at end from jobs
            where account_id = {account} and (status in {Job.ActiveStatuses:raw} or status in {Job.WaitingStatuses:raw})
            """));

    public static readonly Timetable Copies = new(
        "copies of files", CopyFiles.Announcement, account => Sql.Of($"select case when copying then '-infinity' else due_at end from file_copies where account_id = {account}"));

    /// <summary>In the order of their turns.</summary>
    public static IReadOnlyList<Timetable> All { get; } = [Events, Messages, Snoozes, Scheduled, Calls, Webhooks, Notices, Running, Copies];

    /// <summary>
    /// A further condition, where there are sandboxes: that it is the turn of <paramref name="mine"/> in the account that a column names. What <paramref name="alone"/> says
    /// must hold in sandboxes besides: there one is done after the other.
    /// </summary>
    public static Sql AndTurn(this TimeProvider clock, Timetable mine, Sql account, Sql? alone = null)
    {
        if (clock is not AccountClock { HasSandboxes: true })
        {
            return Sql.Empty;
        }

        var turn = All.TakeWhile(one => one != mine)
            .Select(one => Sql.Of($"not exists (select from ({one.Times(account)}) before (at) where before.at <= {clock.NowIn(account)})"))
            .Aggregate((left, right) => left + Sql.Of($" and ") + right);
        return Sql.Of($" and ({SandboxAccounts.Ordinary(account)} or {turn}{(alone is null ? Sql.Empty : Sql.Of($" and {alone}"))})") + clock.AndKnown(account);
    }
}
