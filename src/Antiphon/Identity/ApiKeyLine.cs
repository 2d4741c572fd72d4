using Antiphon.Contract;
using Antiphon.Data;
using Npgsql;

namespace Antiphon.Identity;

/// <summary>What may be shown of a key: its first characters, never the key.</summary>
internal sealed record ApiKeyLine(
    long Id,
    string Prefix,
    string Name,
    long UserId,
    string Email,
    string? UserName,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt,
    long? ReplacedBy)
{
    private const string Columns = "id, prefix, name, user_id, email, user_name, created_at, last_used_at, expires_at, revoked_at, replaced_by";

    /// <summary>A select of the account's keys, the revoked ones too, to which conditions are added.</summary>
    public static Sql Select(long accountId) => Sql.Of(
        $"""
        select {Columns:raw} from (
          select k.id, k.prefix, k.name, k.user_id, u.email, u.name user_name, k.created_at, k.last_used_at, k.expires_at, k.revoked_at, k.replaced_by
          from api_keys k join users u on u.account_id = k.account_id and u.id = k.user_id
          where k.account_id = {accountId}) keys
        where true
        """);

    public static ApiKeyLine Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetString(2),
        row.GetInt64(3),
        row.GetString(4),
        row.Text(5),
        row.Time(6),
        row.TimeOrNull(7),
        row.TimeOrNull(8),
        row.TimeOrNull(9),
        row.Long(10));

    public ApiKeyResource ToResource() => new()
    {
        Id = Id,
        Uri = UriOf(Id),
        Name = Name,
        Prefix = Prefix,
        User = new(UserId, Email, UserName),
        CreatedDatetime = CreatedAt,
        LastUsedDatetime = LastUsedAt,
        ExpiresDatetime = ExpiresAt,
        RevokedDatetime = RevokedAt,
        ReplacedBy = ReplacedBy,
    };

    /// <summary>The one answer that has the key in it.</summary>
    public NewApiKeyResource WithKey(string key) => new()
    {
        Id = Id,
        Uri = UriOf(Id),
        Name = Name,
        Prefix = Prefix,
        User = new(UserId, Email, UserName),
        CreatedDatetime = CreatedAt,
        Key = key,
    };

    private static string UriOf(long id) => $"/api/keys/{id}/";
}
