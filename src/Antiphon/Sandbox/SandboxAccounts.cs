using Antiphon.Data;

namespace Antiphon.Sandbox;

/// <summary>
/// Which accounts are sandboxes: their numbers say it (0050_sandbox.sql), so nobody has to look it up and no account becomes one later.
/// </summary>
internal static class SandboxAccounts
{
    public const long First = 1_000_000_000_000;

    public static bool IsSandbox(long accountId) => accountId >= First;

    /// <summary>A condition on a column with accounts that holds for all others.</summary>
    public static Sql Ordinary(Sql account) => Sql.Of($"{account} < 1000000000000");

    /// <summary>A condition on a column with accounts that holds for these alone.</summary>
    public static Sql Sandboxes(Sql account) => Sql.Of($"{account} >= 1000000000000");
}
