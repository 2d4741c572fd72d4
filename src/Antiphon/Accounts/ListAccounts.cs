using Antiphon.Data;

namespace Antiphon.Accounts;

/// <summary>An account as an operator's list shows it.</summary>
internal sealed record AccountLine(Account Account, string? OwnerEmail, IReadOnlyList<string> Hosts);

/// <summary>All accounts of the server, for its operator.</summary>
internal sealed class ListAccounts(DeskDb db)
{
    private const int Most = 10_000;

    public async Task<IReadOnlyList<AccountLine>> RunAsync(CancellationToken cancellationToken) => await db.ListAsync(
        $"""
        select {AccountDirectory.Columns:raw},
          (select u.email from users u where u.account_id = accounts.account_id and u.id = accounts.owner_user_id),
          array(select h.host from account_hosts h where h.account_id = accounts.account_id order by h.host)
        from accounts order by account_id limit {Most}
        """,
        row => new AccountLine(AccountDirectory.Read(row), row.Text(6), row.GetFieldValue<string[]>(7)),
        cancellationToken);
}
