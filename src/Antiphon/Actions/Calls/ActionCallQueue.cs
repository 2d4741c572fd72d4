using System.Text.Json;
using Antiphon.Data;
using Antiphon.Identity;
using Antiphon.Sandbox.Clock;
using Antiphon.Secrets;

namespace Antiphon.Actions.Calls;

/// <summary>
/// The calls of actions that wait. A node takes some for a while and makes them without a transaction; when it dies, the while runs out and they are due again.
/// The earliest of a ticket to a host goes first, whatever it waits for, and so does the earlier one of a list.
/// </summary>
internal sealed class ActionCallQueue(DeskDb db, SecretKeys keys, TimeProvider clock)
{
    public const string Announcement = "action_calls";

    private static readonly Sql Account = Sql.Of($"d.account_id");

    /// <summary>Writes a call down in the open transaction; answers its id.</summary>
    public async Task<long> AddAsync(ActionRun run, CallRequest request, CancellationToken cancellationToken)
    {
        var (actor, setting) = (run.Actor, run.Setting);
        var host = $"{request.Url.IdnHost}:{request.Url.Port}";
        var headers = request.Headers.Count == 0
            ? null
            : (await keys.BoxAsync(actor.AccountId, cancellationToken)).Seal(JsonSerializer.Serialize(request.Headers), Place(run.TicketId));
        var id = await db.SingleAsync(
            $"""
            insert into action_calls (account_id, uid, ticket_id, run, rule_id, message_id, policy, patient, host, method, url, content_type, headers, body,
              user_id, actor, actor_id, context, chain, origin, due_at)
            values ({actor.AccountId}, {AccountMoment.NewUid()}, {run.TicketId}, {run.Id}, {setting.RuleId}, {setting.HeldMessageId}, {setting.HeldPolicy}, {setting.HeldMessageId is null},
              {host}, {request.Method}, {request.Url.AbsoluteUri}, {request.ContentType}, {headers}, {request.Body},
              {actor.UserId}, {actor.Kind}, {actor.CredentialId}, {actor.Context}, {actor.Chain}, {actor.Origin}, {clock.Now()})
            returning id
            """,
            row => row.GetInt64(0),
            cancellationToken);
        await db.ExecuteAsync(Announcements.Notify(Announcement, ""), cancellationToken);
        return id;
    }

    /// <summary>Lets a message wait for calls that were added before it.</summary>
    public Task HoldAsync(long accountId, long[] ids, long messageId, CancellationToken cancellationToken) =>
        db.ExecuteAsync($"update action_calls set message_id = {messageId} where account_id = {accountId} and id = any({ids})", cancellationToken);

    /// <summary>The accounts and hosts that something waits for, found by hopping from one to the next.</summary>
    public Task<List<CallLane>> LanesAsync(CancellationToken cancellationToken)
    {
        return db.ListAsync(
            $"""
            with recursive lanes as (
              (select account_id, host from action_calls order by account_id, host limit 1)
              union all
              select following.account_id, following.host from lanes cross join lateral (
                select c.account_id, c.host from action_calls c where (c.account_id, c.host) > (lanes.account_id, lanes.host) order by c.account_id, c.host limit 1) following)
            select lanes.account_id, lanes.host,
              (select c.due_at from action_calls c where c.account_id = lanes.account_id and c.host = lanes.host order by c.due_at limit 1),
              (select c.due_at from action_calls c where c.account_id = lanes.account_id and c.host = lanes.host and c.due_at > {clock.Now()}{clock.AndOrdinary(Sql.Of($"c.account_id"))} order by c.due_at limit 1)
            from lanes
            """,
            row => new CallLane(row.GetInt64(0), row.GetString(1), row.Time(2), row.TimeOrNull(3)),
            cancellationToken);
    }

    /// <summary>Takes what is due, of each lane as many as there is room for.</summary>
    public Task<List<ClaimedCall>> ClaimAsync(IReadOnlyList<(CallLane Lane, int Room)> rooms, TimeSpan lease, CancellationToken cancellationToken)
    {
        return db.ListAsync(
            $"""
            with due as (
              select d.account_id, d.id
              from unnest({rooms.Select(one => one.Lane.AccountId).ToArray()}, {rooms.Select(one => one.Lane.Host).ToArray()}, {rooms.Select(one => one.Room).ToArray()})
                lane (account_id, host, room) cross join lateral (
                select d.account_id, d.id from action_calls d
                where d.account_id = lane.account_id and d.host = lane.host and d.due_at <= {clock.NowIn(Account)}
                  and (select earlier.id from action_calls earlier where earlier.account_id = d.account_id and earlier.ticket_id = d.ticket_id and earlier.id < d.id
                    and (earlier.host = d.host or earlier.run = d.run) limit 1) is null{OneByOne()}
                order by d.due_at, d.id limit lane.room for update skip locked) d),
            c as (
              update action_calls taken set due_at = {clock.NowIn(Sql.Of($"taken.account_id"), lease)}, attempts = attempts + 1, calling = true
              from due where taken.account_id = due.account_id and taken.id = due.id
              returning taken.*)
            select {ClaimedCall.Columns:raw} from c
            """,
            ClaimedCall.Read,
            cancellationToken);
    }

    private Sql OneByOne() => clock.AndTurn(Timetables.Calls, Account, Sql.Of(
        $"""
        d.id = (select o.id from action_calls o where o.account_id = d.account_id and o.due_at <= {clock.NowIn(Account)}
          and not exists (select from action_calls earlier where earlier.account_id = o.account_id and earlier.ticket_id = o.ticket_id and earlier.id < o.id
            and (earlier.host = o.host or earlier.run = o.run))
          order by o.due_at, o.id limit 1)
        and not exists (select from action_calls o where o.account_id = d.account_id and o.calling and o.due_at > {clock.NowIn(Account)})
        """));

    public async Task<IReadOnlyDictionary<string, string>> HeadersOfAsync(ClaimedCall call, CancellationToken cancellationToken) => call.SealedHeaders is null
        ? new Dictionary<string, string>()
        : JsonSerializer.Deserialize<Dictionary<string, string>>((await keys.BoxAsync(call.Actor.AccountId, cancellationToken)).Open(call.SealedHeaders, Place(call.TicketId)))!;

    public Task PostponeAsync(ClaimedCall call, TimeSpan pause, CancellationToken cancellationToken) => db.ExecuteAsync(
        $"update action_calls set due_at = {clock.Now() + pause}, calling = false where account_id = {call.Actor.AccountId} and id = {call.Id} and attempts = {call.Attempt}", cancellationToken);

    /// <summary>Takes a call out; false when it is gone, or was taken up by another node meanwhile.</summary>
    public async Task<bool> RemoveAsync(ClaimedCall call, CancellationToken cancellationToken) => await db.ExecuteAsync(
        $"delete from action_calls where account_id = {call.Actor.AccountId} and id = {call.Id} and attempts = {call.Attempt}", cancellationToken) == 1;

    /// <summary>Takes out what stands behind a call in its list; answers the ids.</summary>
    public Task<List<long>> RemoveBehindAsync(ClaimedCall call, CancellationToken cancellationToken) => db.ListAsync(
        $"delete from action_calls where account_id = {call.Actor.AccountId} and ticket_id = {call.TicketId} and run = {call.Run} and id > {call.Id} returning id",
        row => row.GetInt64(0),
        cancellationToken);

    private static SecretPlace Place(long ticketId) => new("action_calls", "headers", ticketId);
}
