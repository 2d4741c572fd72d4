using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Antiphon.Data;

namespace Antiphon.Identity;

/// <summary>What an API key leads to.</summary>
/// <param name="EndsAt">From when on another key has taken its place; null: never.</param>
/// <param name="AgentId">The agent whose user it is; null for a person.</param>
internal sealed record KeyHolder(long KeyId, long UserId, string Email, string Role, DateTimeOffset? EndsAt, long? AgentId)
{
    public Actor ToActor(long accountId) =>
        AgentId is { } agent ? Actor.Agent(accountId, agent, UserId) : new(accountId, UserId, Role, ActorKind.ApiKey, KeyId, Actor.NewContext());
}

/// <summary>
/// Finds the holder of an API key. Keys are 256 random bits kept as SHA-256, so a lookup by hash is both safe and quick; found holders are kept in
/// memory until anything about the account's users or keys changes, on whichever node.
/// </summary>
internal sealed class ApiKeys
{
    public const string Channel = "antiphon_identity";
    private const int MostRemembered = 100_000;

    private readonly Npgsql.NpgsqlDataSource source;
    private readonly Announcements announcements;
    private readonly KeyUse use;
    private readonly TimeProvider clock;
    private readonly ConcurrentDictionary<(long AccountId, string Hash), KeyHolder> known = new();
    private readonly ConcurrentBag<Action> alsoForget = [];
    private long version;

    public ApiKeys(Npgsql.NpgsqlDataSource source, Announcements announcements, KeyUse use, TimeProvider clock)
    {
        this.source = source;
        this.announcements = announcements;
        this.use = use;
        this.clock = clock;
        announcements.Subscribe(Channel, _ => Forget());
        announcements.OnReconnect(Forget);
    }

    /// <summary>A new key: 64 hexadecimal characters, shown once and never stored.</summary>
    public static string NewKey() => RandomNumberGenerator.GetHexString(64, lowercase: true);

    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>Drops what is remembered. To be called after a commit that changed users or keys; other nodes hear of it by <see cref="Changed"/>.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref version);
        known.Clear();
        foreach (var forget in alsoForget)
        {
            forget();
        }
    }

    /// <summary>Whoever else remembers users by their credentials forgets at the same moments.</summary>
    public void OnForget(Action forget) => alsoForget.Add(forget);

    /// <summary>The statement that tells every node, to run in the transaction of the change.</summary>
    public static Sql Changed(long accountId) => Announcements.Notify(Channel, accountId.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public async ValueTask<KeyHolder?> FindAsync(long accountId, string email, string key, CancellationToken cancellationToken)
    {
        var hash = Hash(key);
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

        var sameEmail = CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes((holder?.Email ?? "").ToLowerInvariant()),
            Encoding.UTF8.GetBytes(email.Trim().ToLowerInvariant()));
        if (holder is null || !sameEmail || holder.EndsAt <= clock.GetUtcNow())
        {
            return null;
        }

        use.Seen(accountId, holder.KeyId);
        return holder;
    }

    private Task<KeyHolder?> LoadAsync(long accountId, byte[] hash, CancellationToken cancellationToken) => new DeskDb(source).FirstOrDefaultAsync(
        $"""
        select k.id, u.id, u.email, u.role, k.expires_at, a.id
        from api_keys k join users u on u.account_id = k.account_id and u.id = k.user_id
        left join agents a on a.account_id = u.account_id and a.user_id = u.id
        where k.account_id = {accountId} and k.hash = {hash} and k.revoked_at is null and u.active and u.deleted_at is null
        """,
        row => new KeyHolder(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.TimeOrNull(4), row.Long(5)),
        cancellationToken);
}
