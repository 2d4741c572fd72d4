using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>An API key of the account: everything but the key itself. Antiphon's own; see "API keys" in the operating guide.</summary>
public record ApiKeyResource
{
    /// <summary>Positive, unique in the account.</summary>
    public required long Id { get; init; }

    /// <summary><c>/api/keys/{id}/</c>.</summary>
    public required string Uri { get; init; }

    /// <summary>What it is for, 1 to 256 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The first six characters of the key.</summary>
    public required string Prefix { get; init; }

    /// <summary>The user whom a call with it acts as.</summary>
    public required ApiKeyUserResource User { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedDatetime { get; init; }

    /// <summary>When it was last used, written every half minute; null when it never was.</summary>
    public DateTimeOffset? LastUsedDatetime { get; init; }

    /// <summary>Until when it is accepted, because another one has taken its place; null: without end.</summary>
    public DateTimeOffset? ExpiresDatetime { get; init; }

    /// <summary>Since when it is refused; null while it is not revoked.</summary>
    public DateTimeOffset? RevokedDatetime { get; init; }

    /// <summary>The key that has taken its place.</summary>
    public long? ReplacedBy { get; init; }
}

/// <summary>A key that was just made.</summary>
public sealed record NewApiKeyResource : ApiKeyResource
{
    /// <summary>The key, 64 hexadecimal characters. It is shown this once.</summary>
    public required string Key { get; init; }
}

/// <summary>The user of a key.</summary>
/// <param name="Id">Of the user.</param>
/// <param name="Email">The name to sign in with, beside the key.</param>
/// <param name="Name">The full name.</param>
public sealed record ApiKeyUserResource(long Id, string Email, string? Name);

/// <summary>How much a key was used.</summary>
/// <param name="Data">The hours with calls, the latest first; 31 days at most.</param>
/// <param name="Limit">What the account's keys may call together; null when nothing is counted.</param>
public sealed record ApiKeyUsageResource(IReadOnlyList<ApiKeyHourResource> Data, ApiKeyLimitResource? Limit);

/// <summary>One hour of a key.</summary>
/// <param name="Hour">Its beginning.</param>
/// <param name="Calls">The calls that were let in with the key.</param>
public sealed record ApiKeyHourResource(DateTimeOffset Hour, long Calls);

/// <summary>The bucket that the keys of an account share.</summary>
/// <param name="Calls">How many calls it holds.</param>
/// <param name="Seconds">In how many seconds it drains.</param>
public sealed record ApiKeyLimitResource(int Calls, int Seconds);

/// <summary>Body of <c>POST /api/keys</c>.</summary>
/// <param name="Name">Required, 1 to 256 characters.</param>
/// <param name="User">The user whom calls with it act as; the caller when absent.</param>
public sealed record CreateApiKeyRequest(string? Name, ReferenceRequest? User = null);

/// <summary>Body of <c>POST /api/keys/{id}/rotate</c>.</summary>
/// <param name="OverlapHours">For how long the old key is accepted as well: 0 to 168, default 24.</param>
public sealed record RotateApiKeyRequest(long? OverlapHours = null);

/// <summary>Source-generated metadata of the API keys.</summary>
[JsonSerializable(typeof(ApiKeyResource))]
[JsonSerializable(typeof(NewApiKeyResource))]
[JsonSerializable(typeof(ListResource<ApiKeyResource>))]
[JsonSerializable(typeof(ApiKeyUsageResource))]
[JsonSerializable(typeof(CreateApiKeyRequest))]
[JsonSerializable(typeof(RotateApiKeyRequest))]
public sealed partial class ApiKeysJson : JsonSerializerContext;
