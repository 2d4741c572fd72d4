using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Identity;
using Npgsql;

namespace Antiphon.Accounts.Settings;

/// <summary>One setting of an account; there is at most one of each type.</summary>
internal sealed record AccountSetting(long Id, string Type, JsonElement Data)
{
    public const string Columns = "id, type, data";

    /// <summary>A select of settings, which ends inside its where clause.</summary>
    public static Sql Select(long accountId) => Sql.Of($"select {Columns:raw} from account_settings where account_id = {accountId}");

    public static AccountSetting Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetString(1), row.Json(2)!.Value);

    public AccountSettingResource ToResource() => new(Id, Type, Type is AccountSettingType.Access ? AccessData.Shown(Data) : Data);

    /// <summary>Tells, inside the transaction that sets it, those nodes that remember something of a setting: who must have a second factor is kept with sessions.</summary>
    public static Task AnnounceAsync(string type, DeskDb db, long accountId, CancellationToken cancellationToken) =>
        type is AccountSettingType.Access ? db.ExecuteAsync(ApiKeys.Changed(accountId), cancellationToken) : Task.CompletedTask;
}
