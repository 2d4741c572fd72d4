using System.Collections.Concurrent;
using Antiphon.Data;
using Antiphon.Identity;
using Antiphon.Identity.SignIn;
using Npgsql;

namespace Antiphon.OAuth.Tokens;

/// <summary>What an access token leads to: the app, the person who approved it, and how far it goes.</summary>
internal sealed record TokenHolder(long GrantId, long AppId, string ClientId, long UserId, string Role, ScopeSet Scopes, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt)
{
    public Actor ToActor(long accountId) => new(accountId, UserId, Role, ActorKind.App, AppId, Actor.NewContext()) { Scopes = Scopes, ClientId = ClientId };
}

/// <summary>
/// Finds the holder of an access token (RFC 6750). Tokens are opaque, so every call asks whether it still lives; what was found is kept in memory as long as
/// <see cref="ApiKeys"/> keeps what it knows.
/// </summary>
internal sealed class BearerTokens
{
    private const int MostRemembered = 100_000;
    private const int LongestToken = 200;
    private const string Scheme = "Bearer ";

    private readonly NpgsqlDataSource source;
    private readonly Announcements announcements;
    private readonly TimeProvider clock;
    private readonly ConcurrentDictionary<(long AccountId, string Hash), TokenHolder> known = new();
    private long version;

    public BearerTokens(NpgsqlDataSource source, Announcements announcements, ApiKeys keys, TimeProvider clock)
    {
        this.source = source;
        this.announcements = announcements;
        this.clock = clock;
        keys.OnForget(Forget);
    }

    /// <summary>The token of an <c>Authorization</c> header; null when it has none.</summary>
    public static string? Read(string? header) => header is not null && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;

    public async ValueTask<TokenHolder?> FindAsync(long accountId, string token, CancellationToken cancellationToken)
    {
        if (token.Length is 0 or > LongestToken)
        {
            return null;
        }

        var hash = OpaqueToken.Hash(token);
        var place = (accountId, Convert.ToHexString(hash));
        if (!announcements.IsListening || !known.TryGetValue(place, out var holder))
        {
            var before = Interlocked.Read(ref version);
            holder = await LoadAsync(accountId, hash, cancellationToken);
            // A change during the lookup may have made the answer stale: use it once, but do not keep it.
            if (holder is not null && known.Count < MostRemembered && before == Interlocked.Read(ref version))
            {
                known[place] = holder;
            }
        }

        if (holder is not null && holder.ExpiresAt <= clock.Now())
        {
            known.TryRemove(place, out _);
            return null;
        }

        return holder;
    }

    private void Forget()
    {
        Interlocked.Increment(ref version);
        known.Clear();
    }

    private Task<TokenHolder?> LoadAsync(long accountId, byte[] hash, CancellationToken cancellationToken) => new DeskDb(source).FirstOrDefaultAsync(
        $"""
        select g.id, a.id, a.client_id, u.id, u.role, t.scopes, t.created_at, t.expires_at
        from oauth_tokens t
        join app_grants g on g.account_id = t.account_id and g.id = t.grant_id
        join apps a on a.account_id = g.account_id and a.id = g.app_id
        join users u on u.account_id = g.account_id and u.id = g.user_id
        where t.account_id = {accountId} and t.hash = {hash} and not t.is_refresh and t.revoked_at is null and g.revoked_at is null and u.active and u.deleted_at is null
        """,
        row => new TokenHolder(
            row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetInt64(3), row.GetString(4), new ScopeSet(row.GetFieldValue<string[]>(5)), row.Time(6), row.Time(7)),
        cancellationToken);
}
