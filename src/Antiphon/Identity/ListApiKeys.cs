using Antiphon.Data;

namespace Antiphon.Identity;

/// <summary>What may be shown of a key: its first characters, never the key.</summary>
internal sealed record ApiKeyLine(long Id, string Prefix, string Name, string Email, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt);

/// <summary>The API keys of an account, the revoked ones too.</summary>
internal sealed class ListApiKeys(DeskDb db)
{
    private const int Most = 10_000;

    public async Task<IReadOnlyList<ApiKeyLine>> RunAsync(long accountId, CancellationToken cancellationToken) => await db.ListAsync(
        $"""
        select k.id, k.prefix, k.name, u.email, k.created_at, k.last_used_at, k.revoked_at
        from api_keys k join users u on u.account_id = k.account_id and u.id = k.user_id
        where k.account_id = {accountId} order by k.id limit {Most}
        """,
        row => new ApiKeyLine(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.Time(4), row.TimeOrNull(5), row.TimeOrNull(6)),
        cancellationToken);
}
