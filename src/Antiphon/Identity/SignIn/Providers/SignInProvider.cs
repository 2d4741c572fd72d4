using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Secrets;
using Npgsql;

namespace Antiphon.Identity.SignIn.Providers;

/// <summary>A service of others that tells who somebody is.</summary>
internal sealed record SignInProvider
{
    public const int MaxNameLength = 100;
    public const int MaxIssuerLength = 500;
    public const int MaxClientIdLength = 500;
    public const int MaxSecretLength = 2000;
    public const int MostDomains = 100;

    /// <summary>How many an account may have: all of them stand on its sign-in page.</summary>
    public const int Most = 20;

    private const string Columns = "id, name, issuer, client_id, client_secret, allowed_domains, join_role, is_enabled, created_at, updated_at";

    public required long Id { get; init; }

    public required string Name { get; init; }

    public required string Issuer { get; init; }

    public required string ClientId { get; init; }

    /// <summary>Sealed.</summary>
    public byte[]? ClientSecret { get; init; }

    public required IReadOnlyList<string> AllowedDomains { get; init; }

    public string? JoinRole { get; init; }

    public required bool Enabled { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The path from which somebody is sent there. Each provider has its own way back, so that none can answer for another (RFC 9700, section 4.4).</summary>
    public string Path => $"/sign-in/with/{Id}";

    public string CallbackPath => Path + "/callback";

    public static Sql Select(long accountId) => Sql.Of($"select {Columns:raw} from sign_in_providers where account_id = {accountId}");

    public static SignInProvider Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Name = row.GetString(1),
        Issuer = row.GetString(2),
        ClientId = row.GetString(3),
        ClientSecret = row.IsDBNull(4) ? null : row.GetFieldValue<byte[]>(4),
        AllowedDomains = row.GetFieldValue<string[]>(5),
        JoinRole = row.Text(6),
        Enabled = row.GetBoolean(7),
        CreatedAt = row.Time(8),
        UpdatedAt = row.Time(9),
    };

    public static SecretPlace SecretPlace(long id) => new("sign_in_providers", "client_secret", id);

    /// <summary>
    /// Whether it is believed about an address: the domain behind the only @ is on the list as it stands, neither above nor below one that is.
    /// </summary>
    public bool Covers(string email) => email.Split('@') is [{ Length: > 0 }, var domain] && AllowedDomains.Contains(domain, StringComparer.OrdinalIgnoreCase);

    public SignInProviderResource ToResource(Origin origin) => new()
    {
        Id = Id,
        Uri = $"/api/sign-in-providers/{Id}/",
        Name = Name,
        Issuer = Issuer,
        ClientId = ClientId,
        HasClientSecret = ClientSecret is not null,
        AllowedDomains = AllowedDomains,
        JoinRole = JoinRole,
        Enabled = Enabled,
        RedirectUri = origin.To(CallbackPath),
        CreatedDatetime = CreatedAt,
        UpdatedDatetime = UpdatedAt,
    };
}
