using Antiphon.Contract;
using Antiphon.Data;
using Npgsql;

namespace Antiphon.OAuth.Apps;

/// <summary>A program of others that asks for access to the account.</summary>
internal sealed record App
{
    public const int MaxNameLength = 256;
    public const int MaxUrlLength = 2000;

    /// <summary>A constant of this code base, in the order of <see cref="Read"/>.</summary>
    public const string Columns = "a.id, a.client_id, a.name, a.app_url, a.redirect_uris, a.scopes, a.is_public, a.is_self_registered, a.created_at, a.updated_at";

    public required long Id { get; init; }

    public required string ClientId { get; init; }

    public required string Name { get; init; }

    public string? AppUrl { get; init; }

    public required IReadOnlyList<string> RedirectUris { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>It has no secret, so PKCE alone protects its codes.</summary>
    public required bool IsPublic { get; init; }

    /// <summary>Nobody of the account vouches for what it says of itself.</summary>
    public required bool IsSelfRegistered { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>How many approvals it lives on; only where it was read.</summary>
    public long Grants { get; init; }

    /// <summary>The first letters of its secrets, the newest first; only where they were read.</summary>
    public IReadOnlyList<string> SecretPrefixes { get; init; } = [];

    public static App Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetInt64(0),
        ClientId = row.GetString(1),
        Name = row.GetString(2),
        AppUrl = row.Text(3),
        RedirectUris = row.GetFieldValue<string[]>(4),
        Scopes = row.GetFieldValue<string[]>(5),
        IsPublic = row.GetBoolean(6),
        IsSelfRegistered = row.GetBoolean(7),
        CreatedAt = row.Time(8),
        UpdatedAt = row.Time(9),
    };

    /// <summary>Apps with what lists show of them, up to the end of the where clause.</summary>
    public static Sql Select(long accountId, DateTimeOffset now) => Sql.Of(
        $"""
        select {Columns:raw},
          (select count(*) from app_grants g where g.account_id = {accountId} and g.app_id = a.id and g.revoked_at is null),
          array(select s.prefix from app_secrets s where s.account_id = {accountId} and s.app_id = a.id and (s.expires_at is null or s.expires_at > {now}) order by s.id desc)
        from apps a where a.account_id = {accountId}
        """);

    public static App ReadWhole(NpgsqlDataReader row) => Read(row) with { Grants = row.GetInt64(10), SecretPrefixes = row.GetFieldValue<string[]>(11) };

    /// <summary>Whether it may ask for a scope: it was registered for it, or the scope is about the person alone.</summary>
    public bool MayAskFor(string scope) => ScopeCatalog.IsIdentity(scope) || Scopes.Contains(scope) || Scopes.Contains(Scope.WriteAll);

    public AppResource ToResource(string domain) => new(
        Id, ClientId, Name, AppUrl, InstallUrl(domain), RedirectUris, Scopes, IsPublic, IsSelfRegistered, SecretPrefixes, Grants > 0, CreatedAt, UpdatedAt, $"/admin/oauth/apps/{Id}/");

    // The first step of an installation: the app is told the account and answers with a redirect to our consent page.
    private string? InstallUrl(string domain) => AppUrl is null ? null : $"{AppUrl}{(AppUrl.Contains('?', StringComparison.Ordinal) ? '&' : '?')}account={Uri.EscapeDataString(domain)}";
}
