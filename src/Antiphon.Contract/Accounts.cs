using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>The account behind a host. See the page "Account".</summary>
/// <param name="Domain">The subdomain.</param>
/// <param name="CreatedDatetime">When it was opened.</param>
/// <param name="DeactivatedDatetime">When it was closed.</param>
/// <param name="Status">Whether it is open.</param>
/// <param name="Settings">All settings.</param>
public sealed record AccountResource(
    string Domain,
    DateTimeOffset CreatedDatetime,
    DateTimeOffset? DeactivatedDatetime,
    AccountStatusResource Status,
    IReadOnlyList<AccountSettingResource> Settings);

/// <summary>Whether an account is open.</summary>
/// <param name="Status"><c>active</c>: a closed account answers nothing.</param>
/// <param name="Notification">Always null.</param>
public sealed record AccountStatusResource(string Status, string? Notification);

/// <summary>One setting of an account. See "Types and their data" of the account page.</summary>
/// <param name="Id">Positive, unique in the account.</param>
/// <param name="Type">Such as <c>business-hours</c>; one setting of each type.</param>
/// <param name="Data">Depends on the type. Secrets are left out.</param>
public sealed record AccountSettingResource(long Id, string Type, JsonElement Data);

/// <summary>Source-generated metadata of the account.</summary>
[JsonSerializable(typeof(AccountResource))]
[JsonSerializable(typeof(AccountSettingResource))]
[JsonSerializable(typeof(IReadOnlyList<AccountSettingResource>))]
[JsonSerializable(typeof(ListResource<AccountSettingResource>))]
public sealed partial class AccountsJson : JsonSerializerContext;
