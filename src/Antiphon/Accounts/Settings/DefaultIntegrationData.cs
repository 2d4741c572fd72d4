using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;

namespace Antiphon.Accounts.Settings;

/// <summary>The data of <c>default-integration</c>: from which integration messages of a channel leave when they name none.</summary>
internal static class DefaultIntegrationData
{
    public static void Check(SettingData data)
    {
        foreach (var channel in Slugs.Channels)
        {
            data.Integer(channel, 1, long.MaxValue, isNullable: true);
        }
    }

    /// <summary>Notes each integration that the account does not have.</summary>
    public static async Task CheckThereAsync(JsonObject data, FieldErrors errors, DeskDb db, long accountId, CancellationToken cancellationToken)
    {
        var named = data.Where(entry => entry.Value is not null && SettingNodes.Whole(entry.Value) is not null).ToDictionary(entry => entry.Key, entry => SettingNodes.Whole(entry.Value!)!.Value, StringComparer.Ordinal);
        var there = await db.ListAsync(
            $"select id from integrations where account_id = {accountId} and id = any({named.Values.ToArray()})", row => row.GetInt64(0), cancellationToken);
        foreach (var (channel, id) in named)
        {
            errors.AddIf(!there.Contains(id), channel, $"Integration {id} does not exist.");
        }
    }
}
