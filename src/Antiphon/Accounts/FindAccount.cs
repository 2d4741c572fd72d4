using Antiphon.Data;
using Antiphon.Http;

namespace Antiphon.Accounts;

/// <summary>Finds an account by its domain, as operators name it.</summary>
internal sealed class FindAccount(DeskDb db)
{
    public async Task<Result<Account>> RunAsync(string domain, CancellationToken cancellationToken) =>
        // The domain is what leads to the account, so the statement cannot name the id.
        await db.FirstOrDefaultAsync($"select {AccountDirectory.Columns:raw} from accounts where domain = {domain}", AccountDirectory.Read, cancellationToken)
            is { } account ? account : Failure.NotFound();
}
