using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Secrets;

namespace Antiphon.Accounts.Settings;

/// <summary>Checks the data that a setting is to have, and makes of them what is stored.</summary>
internal sealed class CheckSettingData(DeskDb db, SecretKeys keys)
{
    /// <summary>Answers the stored form, or null when something was wrong with them.</summary>
    /// <param name="type">A known type.</param>
    /// <param name="data">What was sent.</param>
    /// <param name="before">What is stored, if anything is.</param>
    /// <param name="errors">Of the whole request; what is wrong with the data is under <c>data</c>.</param>
    /// <param name="isTolerant">Whether unknown members are kept instead of refused.</param>
    /// <param name="actor">Who sets it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Jsonb?> RunAsync(string type, JsonElement data, JsonElement? before, FieldErrors errors, bool isTolerant, Actor actor, CancellationToken cancellationToken)
    {
        if (SettingNodes.Copy(data) is not JsonObject json)
        {
            errors.AddIf(true, "data", data.ValueKind is JsonValueKind.Null ? FieldErrors.Null : "Not a valid mapping type.");
            return null;
        }

        var inside = errors.Under("data");
        SettingTypes.Check(type, new SettingData(json, inside, isTolerant));
        if (type is AccountSettingType.DefaultIntegration)
        {
            await DefaultIntegrationData.CheckThereAsync(json, inside, db, actor.AccountId, cancellationToken);
        }

        if (type is AccountSettingType.Access)
        {
            var hasSecrets = !errors.Any && AccessData.HasSecrets(json);
            inside.AddIf(hasSecrets && !keys.CanSeal, "custom_sso_providers", "This server has no master key to keep secrets with: its operator sets Secrets:Key.");
            if (!errors.Any)
            {
                AccessData.Seal(json, before, hasSecrets ? await keys.BoxAsync(actor.AccountId, cancellationToken) : null, actor.AccountId);
            }
        }

        return errors.Any ? null : new Jsonb(json.ToJsonString());
    }
}
