using System.Collections.Concurrent;
using Antiphon.Data;
using Antiphon.Identity.SignIn.SecondFactor;
using Npgsql;

namespace Antiphon.Identity.SignIn.Sessions;

/// <summary>Finds the holder of a session cookie. What was found is kept in memory as long as <see cref="ApiKeys"/> keeps what it knows.</summary>
internal sealed class LiveSessions
{
    private const int MostRemembered = 100_000;

    private readonly NpgsqlDataSource source;
    private readonly Announcements announcements;
    private readonly TimeProvider clock;
    private readonly ConcurrentDictionary<(long AccountId, string Hash), SessionHolder> known = new();
    private long version;

    public LiveSessions(NpgsqlDataSource source, Announcements announcements, ApiKeys keys, TimeProvider clock)
    {
        this.source = source;
        this.announcements = announcements;
        this.clock = clock;
        keys.OnForget(Forget);
    }

    public async ValueTask<SessionHolder?> FindAsync(long accountId, string token, CancellationToken cancellationToken)
    {
        var hash = OpaqueToken.Hash(token);
        var place = (accountId, Convert.ToHexString(hash));
        var before = Interlocked.Read(ref version);
        if (!announcements.IsListening || !known.TryGetValue(place, out var holder))
        {
            holder = await LoadAsync(accountId, hash, cancellationToken);
        }

        var now = clock.Now();
        if (holder is null || holder.IsOver(now))
        {
            return null;
        }

        if (now - holder.SeenAt >= SessionLifetime.Noted)
        {
            holder = holder with { SeenAt = now };
            await new DeskDb(source).ExecuteAsync($"update sessions set seen_at = {now} where account_id = {accountId} and id = {holder.Id}", cancellationToken);
        }

        // A change during the lookup may have made the answer stale: use it once, but do not keep it.
        if (known.Count < MostRemembered && before == Interlocked.Read(ref version))
        {
            known[place] = holder;
        }

        return holder;
    }

    private void Forget()
    {
        Interlocked.Increment(ref version);
        known.Clear();
    }

    private Task<SessionHolder?> LoadAsync(long accountId, byte[] hash, CancellationToken cancellationToken) => new DeskDb(source).FirstOrDefaultAsync(
        $"""
        select s.id, u.id, u.email, u.name, u.role, s.created_at, s.expires_at, s.seen_at, u.created_at, u.has_2fa, s.by_provider,
          {AccessRules.Columns(accountId)}
        from sessions s join users u on u.account_id = s.account_id and u.id = s.user_id
        where s.account_id = {accountId} and s.token_hash = {hash} and not s.awaits_code and u.active and u.deleted_at is null
        """,
        row =>
        {
            var (rules, byProvider) = (AccessRules.Read(row.Json(11), row.GetBoolean(12)), row.GetBoolean(10));
            var duty = SecondFactorDuty.By(rules.CodeEnforcedSince, row.Time(8), row.GetBoolean(9));
            return new SessionHolder(
                row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetString(4), row.Time(5), row.Time(6), row.Time(7),
                byProvider ? SecondFactorDuty.AfterProvider(duty, rules.CodeSkippedSince, clock.GetUtcNow()) : duty, byProvider ? null : rules.ProviderEnforcedSince);
        },
        cancellationToken);
}
