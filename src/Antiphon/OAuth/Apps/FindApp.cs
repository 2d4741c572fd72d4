using Antiphon.Data;

namespace Antiphon.OAuth.Apps;

/// <summary>Finds an app by its client id, whoever asks.</summary>
internal sealed class FindApp(DeskDb db)
{
    private const int LongestId = 100;

    public async Task<App?> RunAsync(long accountId, string clientId, CancellationToken cancellationToken) => clientId.Length is 0 or > LongestId || clientId.Contains('\0', StringComparison.Ordinal)
        ? null
        : await db.FirstOrDefaultAsync($"select {App.Columns:raw} from apps a where a.account_id = {accountId} and a.client_id = {clientId}", App.Read, cancellationToken);
}
