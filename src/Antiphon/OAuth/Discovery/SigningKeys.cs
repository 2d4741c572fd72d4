using System.Collections.Concurrent;
using System.Security.Cryptography;
using Antiphon.Accounts;
using Antiphon.Audit;
using Antiphon.Data;
using Antiphon.Identity;
using Antiphon.Secrets;
using Npgsql;

namespace Antiphon.OAuth.Discovery;

/// <summary>A public key of an account, as <c>jwks.json</c> shows it.</summary>
internal sealed record PublishedKey(string Kid, byte[] PublicKey);

/// <summary>A key that signs.</summary>
internal sealed class SigningKey(string kid, RSA key, DateTimeOffset createdAt) : IDisposable
{
    private readonly Lock gate = new();

    public string Kid => kid;

    public DateTimeOffset CreatedAt => createdAt;

    public byte[] Sign(byte[] text)
    {
        lock (gate)
        {
            return key.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
    }

    public void Dispose() => key.Dispose();
}

/// <summary>
/// The RSA keys with which an account signs <c>id_token</c>s, sealed in the database. A key signs for three months; it is published for longer than what it
/// signed is valid. They are made apart from the caller's transaction, because what was signed with a key has to find it there.
/// </summary>
internal sealed class SigningKeys(NpgsqlDataSource source, SecretKeys secrets, TimeProvider clock) : IDisposable
{
    private const int KeyBits = 2048;
    private const int KidBytes = 12;
    private static readonly TimeSpan Signs = TimeSpan.FromDays(90);
    private static readonly TimeSpan Published = Signs + TimeSpan.FromDays(7);

    private readonly ConcurrentDictionary<long, SigningKey> latest = new();

    /// <summary>Whether this server can keep such keys; without a master key it issues no <c>id_token</c>.</summary>
    public bool CanSign => secrets.CanSeal;

    public async Task<SigningKey> LatestAsync(long accountId, CancellationToken cancellationToken)
    {
        var since = clock.Now() - Signs;
        if (latest.TryGetValue(accountId, out var known) && known.CreatedAt > since)
        {
            return known;
        }

        var db = new DeskDb(source);
        await using var transaction = await db.BeginAsync(cancellationToken);
        // One node makes the key, the others read it.
        await db.ExecuteAsync(AccountLock.Take(accountId), cancellationToken);
        var stored = await db.FirstOrDefaultAsync(
            $"select id, kid, private_key, created_at from signing_keys where account_id = {accountId} and created_at > {since} order by id desc limit 1",
            row => new Stored(row.GetInt64(0), row.GetString(1), row.GetFieldValue<byte[]>(2), row.Time(3)),
            cancellationToken) ?? await MakeAsync(db, accountId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        var opened = (await secrets.BoxAsync(accountId, cancellationToken)).Open(stored.PrivateKey, Place(stored.Id));
        return latest[accountId] = new SigningKey(stored.Kid, Import(Convert.FromBase64String(opened)), stored.CreatedAt);
    }

    public async Task<IReadOnlyList<PublishedKey>> PublishedAsync(long accountId, CancellationToken cancellationToken)
    {
        if (CanSign)
        {
            await LatestAsync(accountId, cancellationToken);
        }

        return await new DeskDb(source).ListAsync(
            $"select kid, public_key from signing_keys where account_id = {accountId} and created_at > {clock.Now() - Published} order by id desc limit 10",
            row => new PublishedKey(row.GetString(0), row.GetFieldValue<byte[]>(1)),
            cancellationToken);
    }

    public void Dispose()
    {
        foreach (var key in latest.Values)
        {
            key.Dispose();
        }
    }

    private async Task<Stored> MakeAsync(DeskDb db, long accountId, CancellationToken cancellationToken)
    {
        using var made = RSA.Create(KeyBits);
        var kid = RandomNumberGenerator.GetHexString(KidBytes * 2, lowercase: true);
        var now = clock.Now();
        var box = await secrets.BoxAsync(accountId, cancellationToken);
        // The seal is bound to the row, so the row is there first.
        var id = await db.SingleAsync(
            $"""
            insert into signing_keys (account_id, kid, public_key, private_key, created_at)
            values ({accountId}, {kid}, {made.ExportSubjectPublicKeyInfo()}, {Array.Empty<byte>()}, {now}) returning id
            """,
            row => row.GetInt64(0),
            cancellationToken);
        var seal = box.Seal(Convert.ToBase64String(made.ExportPkcs8PrivateKey()), Place(id));
        await db.ExecuteAsync($"update signing_keys set private_key = {seal} where account_id = {accountId} and id = {id}", cancellationToken);
        await db.ExecuteAsync(AuditLog.Of(Actor.System(accountId), AuditAction.SigningKeyCreated, AuditObject.SigningKey, id, now), cancellationToken);
        return new Stored(id, kid, seal, now);
    }

    private static RSA Import(byte[] privateKey)
    {
        var key = RSA.Create();
        try
        {
            key.ImportPkcs8PrivateKey(privateKey, out _);
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    private static SecretPlace Place(long id) => new("signing_keys", "private_key", id);

    private sealed record Stored(long Id, string Kid, byte[] PrivateKey, DateTimeOffset CreatedAt);
}
