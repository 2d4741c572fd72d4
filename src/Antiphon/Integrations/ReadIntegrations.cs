using Antiphon.Data;
using Antiphon.Secrets;

namespace Antiphon.Integrations;

/// <summary>Reads integrations and opens their calls, for whoever shows, changes or sends them.</summary>
internal sealed class ReadIntegrations(DeskDb db, SecretKeys keys)
{
    /// <summary>Those that a condition names, such as <c> and i.id = 7</c>.</summary>
    public async Task<IReadOnlyList<Integration>> RunAsync(long accountId, Sql condition, CancellationToken cancellationToken) =>
        await OpenAsync(accountId, await db.ListAsync(StoredIntegration.Select(accountId) + condition, StoredIntegration.Read, cancellationToken), cancellationToken);

    /// <summary>One; null when there is none.</summary>
    public async Task<Integration?> FindAsync(long accountId, long id, CancellationToken cancellationToken) =>
        await RunAsync(accountId, Sql.Of($" and i.id = {id}"), cancellationToken) is [var found] ? found : null;

    /// <summary>One, locked until the transaction ends; null when there is none.</summary>
    public async Task<Integration?> LockAsync(long accountId, long id, CancellationToken cancellationToken) =>
        await RunAsync(accountId, Sql.Of($" and i.id = {id} for update of i"), cancellationToken) is [var found] ? found : null;

    public async Task<IReadOnlyList<Integration>> OpenAsync(long accountId, IReadOnlyList<StoredIntegration> stored, CancellationToken cancellationToken)
    {
        var box = stored.Any(row => row.Call is { IsClosed: true }) ? await keys.BoxAsync(accountId, cancellationToken) : null;
        return [.. stored.Select(row => row.Integration with { Http = row.Call?.Open(row.Integration.Id, box) })];
    }
}
