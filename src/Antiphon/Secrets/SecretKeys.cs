using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Antiphon.Audit;
using Antiphon.Data;
using Antiphon.Identity;
using Npgsql;

namespace Antiphon.Secrets;

/// <summary>
/// The keys of the accounts, made when an account keeps its first secret and opened once per process. They are read and made apart from the caller's
/// transaction: a key that is undone with a transaction could otherwise have sealed what stays.
/// </summary>
internal sealed class SecretKeys(NpgsqlDataSource source, MasterKey master, TimeProvider clock)
{
    private const int FirstKey = 1;

    private readonly ConcurrentDictionary<long, SecretBox> opened = new();

    /// <summary>Whether this server can keep secrets at all.</summary>
    public bool CanSeal => master.Id is not null;

    /// <summary>The box of an account, to open what is there and to seal more.</summary>
    /// <exception cref="SecretException">There is no master key, or it is not the one that the account's keys are sealed with.</exception>
    public async Task<SecretBox> BoxAsync(long accountId, CancellationToken cancellationToken)
    {
        if (opened.TryGetValue(accountId, out var box))
        {
            return box;
        }

        var db = new DeskDb(source);
        var sealedKeys = await ReadAsync(db, accountId, cancellationToken);
        if (sealedKeys.Count == 0)
        {
            await MakeAsync(db, accountId, cancellationToken);
            sealedKeys = await ReadAsync(db, accountId, cancellationToken);
        }

        return opened.GetOrAdd(accountId, new SecretBox(accountId, sealedKeys.ToDictionary(key => key.Id, key => master.Open(key.Seal, Bound(accountId, key.Id), key.MasterKey))));
    }

    /// <summary>Refuses a database whose secrets were sealed with another master key, before anything is sealed with this one.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var other = await new DeskDb(source).FirstOrDefaultAsync(
            $"select master_key from secret_keys where master_key <> all({master.Ids.ToArray()}) limit 1", row => row.GetString(0), cancellationToken);
        if (other is not null)
        {
            throw new SecretException(master.Id is null
                ? $"The database holds secrets that are sealed with the master key {other}: set {SecretOptions.Section}:{nameof(SecretOptions.Key)}, or put the key file back."
                : $"The database holds secrets that are sealed with the master key {other}, and this server has {master.Id}: put the right key back.");
        }
    }

    /// <summary>What a key is bound to, so that no account's opens as another's.</summary>
    public static byte[] Bound(long accountId, int id) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"antiphon|{accountId}|secret_keys|{id}"));

    private static Task<List<(int Id, byte[] Seal, string MasterKey)>> ReadAsync(DeskDb db, long accountId, CancellationToken cancellationToken) => db.ListAsync(
        $"select id, sealed, master_key from secret_keys where account_id = {accountId} order by id",
        row => (row.GetInt32(0), row.GetFieldValue<byte[]>(1), row.GetString(2)),
        cancellationToken);

    private Task<int> MakeAsync(DeskDb db, long accountId, CancellationToken cancellationToken)
    {
        // Of two that come at the same time the first stays, and both read it back.
        var seal = master.Seal(RandomNumberGenerator.GetBytes(MasterKey.Bytes), Bound(accountId, FirstKey));
        var now = clock.Now();
        return db.ExecuteAsync(
            $"""
            with made as (
              insert into secret_keys (account_id, id, sealed, master_key, created_at)
              values ({accountId}, {FirstKey}, {seal}, {master.Id}, {now}) on conflict do nothing returning id)
            {AuditLog.Of(Actor.System(accountId), AuditAction.SecretKeyCreated, AuditObject.SecretKey, now, Sql.Of($"select id::bigint, null::jsonb from made"))}
            """,
            cancellationToken);
    }
}
