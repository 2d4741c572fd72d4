using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>A service of others that tells who somebody is (OpenID Connect), for sign-in without a password. Antiphon's own; see docs/sign-in.md.</summary>
public sealed record SignInProviderResource
{
    /// <summary>Positive, unique in the account.</summary>
    public required long Id { get; init; }

    /// <summary><c>/api/sign-in-providers/{id}/</c>.</summary>
    public required string Uri { get; init; }

    /// <summary>What stands behind "Sign in with", 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Its issuer, letter by letter as its discovery document says it.</summary>
    public required string Issuer { get; init; }

    /// <summary>By which it knows this account.</summary>
    public required string ClientId { get; init; }

    /// <summary>Whether there is a secret. It is never shown.</summary>
    public required bool HasClientSecret { get; init; }

    /// <summary>The domains of the e-mail addresses that it is believed about, in lower case.</summary>
    public required IReadOnlyList<string> AllowedDomains { get; init; }

    /// <summary>The role of whoever comes for the first time, one of <see cref="SignInProviderWords.JoinRoles"/>; null: only people who are users already come in.</summary>
    public string? JoinRole { get; init; }

    /// <summary>Whether it stands on the sign-in page.</summary>
    public required bool Enabled { get; init; }

    /// <summary>The address that has to be registered with the provider; the same path on every host of the account.</summary>
    public required string RedirectUri { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedDatetime { get; init; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset UpdatedDatetime { get; init; }
}

/// <summary>Body of <c>POST /api/sign-in-providers</c>.</summary>
public sealed record CreateSignInProviderRequest
{
    /// <summary>Required, 1 to 100 characters.</summary>
    public string? Name { get; init; }

    /// <summary>Required: an https URL of at most 500 characters, without query and fragment.</summary>
    public string? Issuer { get; init; }

    /// <summary>Required, 1 to 500 characters.</summary>
    public string? ClientId { get; init; }

    /// <summary>At most 2000 characters; absent for a client without one.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>Required, 1 to 100 domains. Each is meant as it stands, without those below it.</summary>
    public IReadOnlyList<string>? AllowedDomains { get; init; }

    /// <summary>One of <see cref="SignInProviderWords.JoinRoles"/>; absent: nobody joins by themselves.</summary>
    public string? JoinRole { get; init; }

    /// <summary>On when absent.</summary>
    public bool? Enabled { get; init; }
}

/// <summary>Body of <c>PUT /api/sign-in-providers/{id}</c>: only what is present changes. The issuer stays: another one is another provider.</summary>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="ClientId">1 to 500 characters.</param>
/// <param name="ClientSecret">At most 2000 characters; null takes it away.</param>
/// <param name="AllowedDomains">Replaces the whole list.</param>
/// <param name="JoinRole">One of <see cref="SignInProviderWords.JoinRoles"/>; null: nobody joins by themselves.</param>
/// <param name="Enabled">Whether it stands on the sign-in page.</param>
public sealed record UpdateSignInProviderRequest(
    Optional<string?> Name = default,
    Optional<string?> ClientId = default,
    Optional<string?> ClientSecret = default,
    Optional<IReadOnlyList<string>?> AllowedDomains = default,
    Optional<string?> JoinRole = default,
    Optional<bool?> Enabled = default);

/// <summary>What members of providers may say.</summary>
public static class SignInProviderWords
{
    /// <summary>The roles in which people may join by themselves. Admins are made by admins.</summary>
    public static IReadOnlyList<string> JoinRoles { get; } = ["agent", "basic-agent", "lite-agent", "observer-agent"];
}

/// <summary>Source-generated metadata of sign-in providers.</summary>
[JsonSerializable(typeof(SignInProviderResource))]
[JsonSerializable(typeof(ListResource<SignInProviderResource>))]
[JsonSerializable(typeof(CreateSignInProviderRequest))]
[JsonSerializable(typeof(UpdateSignInProviderRequest))]
public sealed partial class SignInProvidersJson : JsonSerializerContext;
