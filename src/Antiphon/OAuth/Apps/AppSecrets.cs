using Antiphon.Data;
using Antiphon.Identity.SignIn;

namespace Antiphon.OAuth.Apps;

/// <summary>The secrets of confidential apps. While one takes another's place, both are valid.</summary>
internal sealed class AppSecrets(DeskDb db, TimeProvider clock)
{
    private const int ShownPrefix = 10;

    /// <summary>Makes a secret, inside the caller's transaction.</summary>
    public async Task<string> AddAsync(long accountId, long appId, CancellationToken cancellationToken)
    {
        var secret = OAuthSecret.NewClientSecret();
        await db.ExecuteAsync(
            $"insert into app_secrets (account_id, app_id, hash, prefix, created_at) values ({accountId}, {appId}, {OpaqueToken.Hash(secret)}, {secret[..ShownPrefix]}, {clock.Now()})",
            cancellationToken);
        return secret;
    }

    /// <summary>Lets the secrets that are there end at a time, unless they end sooner.</summary>
    public Task EndAsync(long accountId, long appId, DateTimeOffset at, CancellationToken cancellationToken) => db.ExecuteAsync(
        $"update app_secrets set expires_at = least(expires_at, {at}) where account_id = {accountId} and app_id = {appId}", cancellationToken);

    /// <summary>Whether a secret is the app's. The database is not asked for it: an index would answer sooner the less of it is right.</summary>
    public async Task<bool> HasAsync(long accountId, long appId, string secret, CancellationToken cancellationToken)
    {
        var hashes = await db.ListAsync(
            $"select hash from app_secrets where account_id = {accountId} and app_id = {appId} and (expires_at is null or expires_at > {clock.Now()}) order by id desc limit 20",
            row => row.GetFieldValue<byte[]>(0),
            cancellationToken);
        var isRight = false;
        foreach (var hash in hashes)
        {
            isRight |= OAuthSecret.Matches(secret, hash);
        }

        return isRight;
    }
}
