using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Http;
using Antiphon.Secrets;

namespace Antiphon.Accounts.Settings;

/// <summary>The data of <c>access</c>: who may come in, and by which way. Secrets of sign-in providers are kept sealed and never shown.</summary>
internal static class AccessData
{
    private const string Providers = "custom_sso_providers";
    private const string Secret = "client_secret";
    private const int MostDomains = 100;
    private const int MostProviders = 20;
    private const int MaxLength = 512;

    public static void Check(SettingData data)
    {
        data.Word("signup_mode", "invite", "allowed-domains")
            .Texts("allowed_domains", MostDomains, (errors, place, domain) => errors.AddIf(!IsDomain(domain), place, "Not a valid domain: give it as in example.com."))
            .Flags("google_sso_enabled", "office365_sso_enabled")
            .Times("two_fa_enforced_datetime", "skip_2fa_after_sso_datetime", "sso_enforced_datetime")
            .Map(Providers, MostProviders, (_, provider) =>
            {
                provider.Required("name", "client_id", "server_metadata_url").Text("name", MaxLength, isNullable: false).Text("client_id", MaxLength, isNullable: false).Text(Secret, MaxLength);
                var url = provider.TextOf("server_metadata_url", isNullable: false);
                provider.Errors.AddIf(
                    url is not null && !(url.Length <= MaxLength * 4 && Uri.TryCreate(url, UriKind.Absolute, out var at) && at.Scheme == Uri.UriSchemeHttps), "server_metadata_url", "Not a valid URL: it must begin with https://.");
            });
        data.Errors.AddIf(
            data.TextOf("signup_mode", isNullable: false) is "allowed-domains" && data.Json["allowed_domains"] is not JsonArray { Count: > 0 }, "allowed_domains", "Name the domains that signup_mode allows.");
    }

    /// <summary>Whether there is a secret to seal.</summary>
    public static bool HasSecrets(JsonObject data) => ProvidersOf(data).Any(provider => provider.Value[Secret] is not null);

    /// <summary>Seals the secrets that were sent. One that was left out stays what it was, as long as the provider has the same name there; null forgets it.</summary>
    public static void Seal(JsonObject data, JsonElement? before, SecretBox? box, long accountId)
    {
        var known = before is { } stored ? ProvidersOf(SettingNodes.Copy(stored) as JsonObject).ToDictionary(provider => provider.Key, provider => provider.Value[Secret], StringComparer.Ordinal) : [];
        foreach (var (key, provider) in ProvidersOf(data))
        {
            if ((string?)provider[Secret] is { } secret)
            {
                provider[Secret] = Convert.ToBase64String(box!.Seal(secret, new SecretPlace("account_settings", $"access.{key}", accountId)));
            }
            else if (!provider.ContainsKey(Secret) && known.GetValueOrDefault(key) is { } kept)
            {
                provider[Secret] = kept.DeepClone();
            }
        }
    }

    /// <summary>The data without what may go in and never out.</summary>
    public static JsonElement Shown(JsonElement data)
    {
        var copy = SettingNodes.Copy(data) as JsonObject;
        foreach (var (_, provider) in ProvidersOf(copy))
        {
            provider.Remove(Secret);
        }

        return JsonSerializer.SerializeToElement(copy);
    }

    private static IEnumerable<KeyValuePair<string, JsonObject>> ProvidersOf(JsonObject? data) =>
        from provider in data?[Providers] as JsonObject ?? []
        where provider.Value is JsonObject
        select KeyValuePair.Create(provider.Key, (JsonObject)provider.Value);

    private static bool IsDomain(string domain) => domain.Contains('.', StringComparison.Ordinal) && Uri.CheckHostName(domain) is UriHostNameType.Dns;
}
