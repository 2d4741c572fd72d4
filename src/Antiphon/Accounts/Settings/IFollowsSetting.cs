using System.Text.Json;

namespace Antiphon.Accounts.Settings;

/// <summary>Somebody who keeps something in step with a setting, in the transaction that sets it.</summary>
internal interface IFollowsSetting
{
    /// <summary>The type of the setting.</summary>
    string Type { get; }

    Task FollowAsync(long accountId, JsonElement data, CancellationToken cancellationToken);
}
