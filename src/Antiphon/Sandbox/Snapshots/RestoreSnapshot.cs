using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Sandbox.Clock;
using Antiphon.Statistics.Counting;
using Npgsql;

namespace Antiphon.Sandbox.Snapshots;

/// <summary>Sets a sandbox back: its rows, its clock, its chance and the numbers that it gives. Faults stay as they are set.</summary>
internal sealed class RestoreSnapshot(DeskDb db, SandboxLock sandboxLock, SandboxStore store, SnapshotTables tables, Announcements announcements, AccountClock clock)
{
    private const string NotAllowed = "The database role of this server may not switch triggers off for a session, so it cannot bring rows back: "
        + "as an administrator of the database run `grant set on parameter session_replication_role to` that role.";

    // What waits to be done goes first: then nobody begins anything of it any more.
    private static readonly string[] Queues = ["event_queue", "due_work", "deliveries", "action_calls", "jobs", "delivery_notices", "messages"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder sandbox) =>
        sandbox.MapPost("/snapshots/{snapshot}/restore", HandleAsync).RequireScope(Scope.AccountWrite, Right.Administer).Classed(CallClass.Never).Extension().WithName("RestoreSandboxSnapshot")
            .Produces<SandboxRestoredResource>();

    private static async Task<IResult> HandleAsync(string snapshot, Actor actor, RestoreSnapshot restoreSnapshot, CancellationToken cancellationToken) =>
        (await restoreSnapshot.RunAsync(snapshot, actor, cancellationToken)).ToOk("Failed to restore snapshot", restored => restored);

    public async Task<Result<SandboxRestoredResource>> RunAsync(string name, Actor actor, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        await using var held = await sandboxLock.TryTakeAsync(actor.AccountId, cancellationToken);
        if (held is null)
        {
            return Failure.Conflict(SandboxLock.Busy);
        }

        var snapshot = await db.FirstOrDefaultAsync(Snapshot.Select(actor.AccountId) + Sql.Of($" and s.name = {name}"), Snapshot.Read, cancellationToken);
        if (snapshot is null)
        {
            return Failure.NotFound();
        }

        var sandbox = clock.Find(actor.AccountId)!;
        using var shut = await sandbox.Gate.ShutAsync(Patience, clock, cancellationToken);
        try
        {
            await using var transaction = await db.BeginAsync(cancellationToken);
            await db.ExecuteAsync($"set local session_replication_role = replica", cancellationToken);
            await ReplaceAsync(transaction.Connection, snapshot, actor, cancellationToken);
            await store.BeginAnewAsync(actor.AccountId, snapshot.ClockAt, snapshot.IsFrozen, $"snapshot {snapshot.Name}", cancellationToken);
            await db.ExecuteAsync(Announcements.NotifyEverything(), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return Failure.Conflict(NotAllowed);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.NotNullViolation)
        {
            return Failure.Conflict($"The snapshot is of an earlier version of this server, whose tables were others: {e.MessageText}");
        }

        announcements.ForgetAll();
        return new SandboxRestoredResource(
            snapshot.Name, snapshot.Rows, sandbox.Now(clock.Real.Now()), sandbox.Row.IsFrozen, (long)clock.GetElapsedTime(started).TotalMilliseconds);
    }

    private async Task ReplaceAsync(NpgsqlConnection connection, Snapshot snapshot, Actor actor, CancellationToken cancellationToken)
    {
        var account = actor.AccountId;
        var key = await db.FirstOrDefaultAsync(
            $"select to_jsonb(k)::text from api_keys k where account_id = {account} and id = {(actor.Kind is ActorKind.ApiKey ? actor.CredentialId : null)}", row => row.GetString(0), cancellationToken);
        var all = (await tables.ListAsync(cancellationToken)).Select(table => table.Name).OrderBy(table => Array.IndexOf(Queues, table) is >= 0 and var place ? place : Queues.Length).ToArray();
        await HoldAsync(account, cancellationToken);
        await db.ExecuteAsync($"select sandbox_empty({account}, {all})", cancellationToken);
        var pieces = await db.ListAsync(
            $"select table_name, columns, data from sandbox_pieces where account_id = {account} and snapshot_id = {snapshot.Id} order by table_name, number",
            row => (Table: row.GetString(0), Columns: row.GetFieldValue<string[]>(1), Data: row.GetFieldValue<byte[]>(2)),
            cancellationToken);
        foreach (var table in pieces.GroupBy(piece => piece.Table))
        {
            await SnapshotStream.WriteAsync(connection, table.Key, table.First().Columns, table.Select(piece => piece.Data), cancellationToken);
        }

        var numbers = snapshot.LastNumbers();
        await db.ExecuteAsync($"select sandbox_number({account}, {numbers.Keys.ToArray()}, {numbers.Values.Select(last => last ?? 0).ToArray()})", cancellationToken);
        if (key is not null)
        {
            await KeepKeyAsync(account, key, cancellationToken);
        }
    }

    // Whoever counts, numbers or chains what happened moves rows from one table to another: between the emptying of the one and of the other they would stay.
    private Task<bool> HoldAsync(long account, CancellationToken cancellationToken) => db.BatchAsync(
        [
            .. CountEvents.Lock(account),
            Sql.Of($"select account_id from change_counters where account_id = {account} for update"),
            Sql.Of($"select account_id from audit_chains where account_id = {account} for update"),
        ],
        (_, _) => Task.FromResult(true),
        cancellationToken);

    // Whoever calls with a key that is younger than the snapshot goes on with it, if their user is there.
    private async Task KeepKeyAsync(long account, string key, CancellationToken cancellationToken)
    {
        var kept = await db.ExecuteAsync(
            $"""
            insert into api_keys overriding system value
            select k.* from jsonb_populate_record(null::api_keys, {new Jsonb(key)}) k
            where k.account_id = {account} and exists (select from users u where u.account_id = {account} and u.id = k.user_id)
              and not exists (select from api_keys other where other.account_id = {account} and (other.id = k.id or other.hash = k.hash))
            """,
            cancellationToken);
        if (kept > 0)
        {
            await db.ExecuteAsync($"select sandbox_number({account}, array['api_keys'], array[(select max(id) from api_keys where account_id = {account})])", cancellationToken);
        }
    }
}
