using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>A program of others that asks for access to the account. See "App registration" of the authentication page.</summary>
/// <param name="Id">Positive, unique in the account.</param>
/// <param name="ClientId">Names the app in the OAuth flow, and as <c>application_id</c> in what it made.</param>
/// <param name="Name">1 to 256 characters; the consent page shows it.</param>
/// <param name="AppUrl">Where the app begins its installation.</param>
/// <param name="InstallUrl">The app URL with the account's name: what a "Connect" button opens.</param>
/// <param name="RedirectUris">Where codes may be sent, compared as text.</param>
/// <param name="Scopes">What the app may ask for.</param>
/// <param name="IsPublic">It has no secret and must use PKCE.</param>
/// <param name="IsSelfRegistered">It registered itself (RFC 7591), so nobody vouches for its name.</param>
/// <param name="SecretPrefixes">The first characters of its valid secrets, the newest first.</param>
/// <param name="IsInstalled">Whether somebody has approved it.</param>
/// <param name="CreatedDatetime">When it was registered.</param>
/// <param name="UpdatedDatetime">When it was last changed.</param>
/// <param name="Uri"><c>/admin/oauth/apps/{id}/</c>.</param>
public sealed record AppResource(
    long Id,
    string ClientId,
    string Name,
    string? AppUrl,
    string? InstallUrl,
    IReadOnlyList<string> RedirectUris,
    IReadOnlyList<string> Scopes,
    bool IsPublic,
    bool IsSelfRegistered,
    IReadOnlyList<string> SecretPrefixes,
    bool IsInstalled,
    DateTimeOffset CreatedDatetime,
    DateTimeOffset UpdatedDatetime,
    string Uri);

/// <summary>An app with its new secret, which is shown this once.</summary>
/// <param name="App">The app.</param>
/// <param name="ClientSecret">The secret; null for a public app.</param>
public sealed record AppSecretResource(AppResource App, string? ClientSecret);

/// <summary>Body of <c>POST /admin/oauth/apps</c>.</summary>
/// <param name="Name">Required, 1 to 256 characters.</param>
/// <param name="RedirectUris">Required, 1 to 10: https, or http at a loopback address; a public app may use a scheme of its own.</param>
/// <param name="Scopes">Required: what it may ask for at most.</param>
/// <param name="AppUrl">An https URL.</param>
/// <param name="IsPublic">Without a secret. Cannot be changed later.</param>
public sealed record CreateAppRequest(
    string? Name,
    IReadOnlyList<string>? RedirectUris,
    IReadOnlyList<string>? Scopes,
    string? AppUrl = null,
    bool? IsPublic = null);

/// <summary>Body of <c>PUT /admin/oauth/apps/{id}</c>: only what is present changes.</summary>
/// <param name="Name">1 to 256 characters.</param>
/// <param name="RedirectUris">Replaces the whole list.</param>
/// <param name="Scopes">Replaces the whole list; what was approved before stays approved.</param>
/// <param name="AppUrl">An https URL; null clears it.</param>
public sealed record UpdateAppRequest(
    Optional<string?> Name = default,
    Optional<IReadOnlyList<string>?> RedirectUris = default,
    Optional<IReadOnlyList<string>?> Scopes = default,
    Optional<string?> AppUrl = default);

/// <summary>Body of <c>POST /admin/oauth/apps/{id}/secret</c>.</summary>
/// <param name="OverlapSeconds">How long the earlier secrets stay valid: 0 to 604800, one day when absent.</param>
public sealed record RotateAppSecretRequest(long? OverlapSeconds = null);

/// <summary>Source-generated metadata of the apps.</summary>
[JsonSerializable(typeof(AppResource))]
[JsonSerializable(typeof(AppSecretResource))]
[JsonSerializable(typeof(ListResource<AppResource>))]
[JsonSerializable(typeof(CreateAppRequest))]
[JsonSerializable(typeof(UpdateAppRequest))]
[JsonSerializable(typeof(RotateAppSecretRequest))]
public sealed partial class AppsJson : JsonSerializerContext;
