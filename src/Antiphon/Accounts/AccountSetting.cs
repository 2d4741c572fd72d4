using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Data;
using Npgsql;

namespace Antiphon.Accounts;

/// <summary>One setting of an account; there is at most one of each type.</summary>
internal sealed record AccountSetting(long Id, string Type, JsonElement Data)
{
    private const string Access = "access";
    private const string Columns = "id, type, data";

    /// <summary>A select of settings, which ends inside its where clause.</summary>
    public static Sql Select(long accountId) => Sql.Of($"select {Columns:raw} from account_settings where account_id = {accountId}");

    public static AccountSetting Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetString(1), row.Json(2)!.Value);

    public AccountSettingResource ToResource() => new(Id, Type, Type is Access ? WithoutSecrets(Data) : Data);

    // Secrets of sign-in providers go in and never come out.
    private static JsonElement WithoutSecrets(JsonElement data)
    {
        var copy = JsonNode.Parse(data.GetRawText());
        foreach (var (_, provider) in copy?["custom_sso_providers"] as JsonObject ?? [])
        {
            (provider as JsonObject)?.Remove("client_secret");
        }

        return JsonSerializer.SerializeToElement(copy);
    }
}
