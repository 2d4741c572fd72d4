using Antiphon.Data;

namespace Antiphon.Agents.Stopping;

/// <summary>
/// Between commits for an agent and its stop: the former share the lock, the latter has it alone. A lock of the row itself would do, were there not always another
/// commit: those who share a row pass by whoever waits for it, and a busy agent could not be stopped. This lock has a queue.
/// </summary>
internal static class StopLock
{
    /// <summary>Taken right before a commit.</summary>
    public static Sql Share(long accountId, long? agentId) => Sql.Of(
        $"""
        select pg_advisory_xact_lock_shared(hashtextextended({NameOf(accountId, null)}, 0)), pg_advisory_xact_lock_shared(hashtextextended({NameOf(accountId, agentId)}, 0))
        """);

    /// <summary>Taken before an agent, or all (null), are stopped.</summary>
    public static Sql Take(long accountId, long? agentId) => Sql.Of($"select pg_advisory_xact_lock(hashtextextended({NameOf(accountId, agentId)}, 0))");

    private static string NameOf(long accountId, long? agentId) => $"antiphon agents {accountId} {agentId}";
}
