using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Data;

namespace Antiphon.Identity.SignIn;

/// <summary>What the setting <c>access</c> says about the ways in (contract page account): since when each rule holds; null where there is none.</summary>
/// <param name="CodeEnforcedSince">A second factor is everybody's duty.</param>
/// <param name="CodeSkippedSince">Who comes with a provider needs none: the provider has asked for what it asks for.</param>
/// <param name="ProviderEnforcedSince">A password opens nothing but the page where a provider is connected.</param>
internal sealed record AccessRules(DateTimeOffset? CodeEnforcedSince, DateTimeOffset? CodeSkippedSince, DateTimeOffset? ProviderEnforcedSince)
{
    /// <summary>Two columns: the setting, and whether anybody could come in with a provider, without whom none is enforced.</summary>
    public static Sql Columns(long accountId) => Sql.Of(
        $"""
        (select a.data from account_settings a where a.account_id = {accountId} and a.type = {AccountSettingType.Access}),
        exists (select from sign_in_providers p where p.account_id = {accountId} and p.is_enabled)
        """);

    public static AccessRules Read(JsonElement? data, bool hasProvider) => new(
        TimeOf(data, "two_fa_enforced_datetime"), TimeOf(data, "skip_2fa_after_sso_datetime"), hasProvider ? TimeOf(data, "sso_enforced_datetime") : null);

    public static Task<AccessRules> LoadAsync(DeskDb db, long accountId, CancellationToken cancellationToken) =>
        db.SingleAsync($"select {Columns(accountId)}", row => Read(row.Json(0), row.GetBoolean(1)), cancellationToken);

    private static DateTimeOffset? TimeOf(JsonElement? data, string member) =>
        data is { ValueKind: JsonValueKind.Object } set && set.TryGetProperty(member, out var text) && text.ValueKind is JsonValueKind.String && WireDate.TryParse(text.GetString(), out var time) ? time : null;
}
