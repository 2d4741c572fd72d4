using System.Collections.Frozen;
using Antiphon.Data;
using Npgsql;
using NpgsqlTypes;

namespace Antiphon.Sandbox.Clock;

/// <summary>
/// The clock of the whole program (docs/adr/0029): ordinary time, except while something is done in a sandbox. On a server without sandboxes it costs one comparison.
/// Timers and durations keep to ordinary time everywhere.
/// </summary>
internal sealed class AccountClock(TimeProvider real) : TimeProvider
{
    private readonly Lock gate = new();
    private volatile FrozenDictionary<long, SandboxTime> sandboxes = FrozenDictionary<long, SandboxTime>.Empty;

    /// <summary>Ordinary time, whatever is being done.</summary>
    public TimeProvider Real => real;

    public override TimeZoneInfo LocalTimeZone => real.LocalTimeZone;

    public override long TimestampFrequency => real.TimestampFrequency;

    /// <summary>Whether this node knows of any sandbox.</summary>
    public bool HasSandboxes => sandboxes.Count > 0;

    public override DateTimeOffset GetUtcNow() => HasSandboxes && AccountMoment.Current is { } moment ? moment.Sandbox.Now(real.GetUtcNow()) : real.GetUtcNow();

    public override long GetTimestamp() => real.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => real.CreateTimer(callback, state, dueTime, period);

    public SandboxTime? Find(long accountId) => sandboxes.GetValueOrDefault(accountId);

    /// <summary>Goes by what is known of a sandbox now.</summary>
    public SandboxTime Follow(SandboxRow row)
    {
        lock (gate)
        {
            if (sandboxes.TryGetValue(row.AccountId, out var known))
            {
                known.Follow(row);
                return known;
            }

            var added = new SandboxTime(row);
            sandboxes = sandboxes.Append(KeyValuePair.Create(row.AccountId, added)).ToFrozenDictionary();
            return added;
        }
    }

    /// <summary>The sandboxes with how often each was changed as far as this node knows, as a table for a statement.</summary>
    public Sql Versions()
    {
        var all = sandboxes.Values.Select(one => one.Row).ToList();
        return Sql.Of($"unnest({all.Select(one => one.AccountId).ToArray()}, {all.Select(one => one.Version).ToArray()}) known (account_id, version)");
    }

    /// <summary>The sandboxes with what time it is in each, or will be, as a table for a statement.</summary>
    public Sql Times(TimeSpan later = default)
    {
        var (all, now) = (sandboxes.Values, real.Now() + later);
        var times = new NpgsqlParameter<DateTimeOffset[]> { TypedValue = [.. all.Select(one => one.Row.IsFrozen ? one.Now(now) + later : one.Now(now))], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz };
        return Sql.Of($"unnest({all.Select(one => one.AccountId).ToArray()}, {times}) sandbox_times (account_id, at)");
    }
}

/// <summary>The time of an account, for whoever works for many of them.</summary>
internal static class AccountTimes
{
    /// <summary>The clock of whoever measures what sandboxes and other accounts share, and must not follow any of them.</summary>
    public static TimeProvider Ordinary(this TimeProvider clock) => clock is AccountClock all ? all.Real : clock;

    /// <summary>What time it is in an account, cut to microseconds.</summary>
    public static DateTimeOffset NowOf(this TimeProvider clock, long accountId)
    {
        using var _ = clock.In(accountId, "look");
        return clock.Now();
    }

    /// <summary>The same in a statement, for the account that a column names.</summary>
    public static Sql NowIn(this TimeProvider clock, Sql account, TimeSpan later = default) => clock is AccountClock { HasSandboxes: true } all
        ? Sql.Of($"(case when {SandboxAccounts.Ordinary(account)} then {all.Real.Now() + later}::timestamptz else (select at from {all.Times(later)} where sandbox_times.account_id = {account}) end)")
        : Sql.Of($"{clock.Now() + later}::timestamptz");

    /// <summary>A further condition that leaves sandboxes out, where there are any: what is due in them depends on clocks of their own.</summary>
    public static Sql AndOrdinary(this TimeProvider clock, Sql account) => clock is AccountClock { HasSandboxes: true } ? Sql.Of($" and {SandboxAccounts.Ordinary(account)}") : Sql.Empty;

    /// <summary>
    /// A further condition, where there are sandboxes: that this node knows what time it is in the one that a column names, so that whoever takes something there does it
    /// at that time. A node that has yet to hear of a clock that another node moved leaves it to those who have.
    /// </summary>
    public static Sql AndKnown(this TimeProvider clock, Sql account) => clock is AccountClock { HasSandboxes: true } all
        ? Sql.Of($" and ({SandboxAccounts.Ordinary(account)} or exists (select from sandboxes s join {all.Versions()} using (account_id, version) where s.account_id = {account}))")
        : Sql.Empty;

    /// <summary>
    /// Until what it returns is disposed of, time and chance are those of the account. <paramref name="what"/> and <paramref name="id"/> say what is done: the same thing
    /// done again at the same time meets the same chance.
    /// </summary>
    public static Stay In(this TimeProvider clock, long accountId, string what, long id = 0)
    {
        if (clock is not AccountClock { HasSandboxes: true } all)
        {
            return default;
        }

        var before = AccountMoment.Current;
        var sandbox = all.Find(accountId);
        if (sandbox is null && before is null)
        {
            return default;
        }

        AccountMoment.Current = sandbox is null ? null : new AccountMoment(sandbox, $"{what} {id}");
        return new Stay(before);
    }

    /// <summary>Ends with what was before it.</summary>
    internal readonly struct Stay(AccountMoment? before) : IDisposable
    {
        private readonly bool began = true;

        public void Dispose()
        {
            if (began)
            {
                AccountMoment.Current = before;
            }
        }
    }
}
