using Antiphon.Data;

namespace Antiphon.Accounts;

/// <summary>
/// Lets changes of an account that depend on each other follow each other: two that count at once would both find the last place free. It is the lock of the
/// account's row; rows that only refer to the account do not wait for it.
/// </summary>
internal static class AccountLock
{
    /// <summary>Waits for the others of the account, and holds until the transaction ends.</summary>
    public static Sql Take(long accountId) => Sql.Of($"select from accounts where account_id = {accountId} for no key update");
}
