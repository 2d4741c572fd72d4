using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Data;
using Antiphon.Secrets;
using Npgsql;

namespace Antiphon.Integrations.Http;

/// <summary>A row of <c>http_integrations</c>, in which headers and secrets are closed.</summary>
internal sealed record SealedCall(
    long Id,
    string Url,
    string Method,
    string RequestContentType,
    string ResponseContentType,
    byte[]? Headers,
    JsonElement? Form,
    string[] Triggers,
    byte[]? HmacSecret,
    byte[]? EarlierHmacSecret,
    DateTimeOffset? EarlierHmacUntil,
    JsonElement? Oauth2,
    byte[]? Oauth2ClientSecret)
{
    /// <summary>Of a table or join that is named <c>h</c>.</summary>
    public const string Columns =
        "h.id, h.url, h.method, h.request_content_type, h.response_content_type, h.headers, h.form, h.triggers, h.hmac_secret, h.earlier_hmac_secret, h.earlier_hmac_until, h.oauth2, h.oauth2_client_secret";

    private const string Table = "http_integrations";

    /// <summary>Whether reading it takes the account's keys.</summary>
    public bool IsClosed => Headers is not null || HmacSecret is not null || Oauth2ClientSecret is not null;

    /// <summary>Null when an outer join found none.</summary>
    public static SealedCall? Read(NpgsqlDataReader row, int first) => row.Long(first) is not { } id
        ? null
        : new SealedCall(
            id,
            row.GetString(first + 1),
            row.GetString(first + 2),
            row.GetString(first + 3),
            row.GetString(first + 4),
            Bytes(row, first + 5),
            row.Json(first + 6),
            row.GetFieldValue<string[]>(first + 7),
            Bytes(row, first + 8),
            Bytes(row, first + 9),
            row.TimeOrNull(first + 10),
            row.Json(first + 11),
            Bytes(row, first + 12));

    /// <summary>Closes a call for the row of an integration; <paramref name="box"/> may be absent when nothing in it is secret.</summary>
    public static SealedCall Close(HttpCall call, long integrationId, SecretBox? box) => new(
        call.Id,
        call.Url,
        call.Method,
        call.RequestContentType,
        call.ResponseContentType,
        call.Headers.Count == 0 ? null : box!.Seal(ToJson(call.Headers), Place("headers", integrationId)),
        call.Form,
        [.. call.Triggers],
        call.HmacSecret is null ? null : box!.Seal(call.HmacSecret, Place("hmac_secret", integrationId)),
        call.EarlierHmacSecret is null ? null : box!.Seal(call.EarlierHmacSecret, Place("earlier_hmac_secret", integrationId)),
        call.EarlierHmacUntil,
        call.Oauth2 is { } login ? ToJson(login) : null,
        call.Oauth2 is null ? null : box!.Seal(call.Oauth2.ClientSecret, Place("oauth2_client_secret", integrationId)));

    public HttpCall Open(long integrationId, SecretBox? box) => new()
    {
        Id = Id,
        Url = Url,
        Method = Method,
        RequestContentType = RequestContentType,
        ResponseContentType = ResponseContentType,
        Headers = Headers is null ? new OrderedDictionary<string, string>(StringComparer.OrdinalIgnoreCase) : HeadersOf(box!.Open(Headers, Place("headers", integrationId))),
        Form = Form,
        Triggers = Triggers,
        HmacSecret = box?.OpenOrNull(HmacSecret, Place("hmac_secret", integrationId)),
        EarlierHmacSecret = box?.OpenOrNull(EarlierHmacSecret, Place("earlier_hmac_secret", integrationId)),
        EarlierHmacUntil = EarlierHmacUntil,
        Oauth2 = Oauth2 is { } login ? LoginOf(login, box!.Open(Oauth2ClientSecret!, Place("oauth2_client_secret", integrationId))) : null,
    };

    /// <summary>Writes the row, new or not.</summary>
    public Sql Save(long accountId, long integrationId) => Sql.Of(
        $"""
        insert into http_integrations (account_id, integration_id, url, method, request_content_type, response_content_type, headers, form, triggers, hmac_secret, earlier_hmac_secret,
          earlier_hmac_until, oauth2, oauth2_client_secret)
        values ({accountId}, {integrationId}, {Url}, {Method}, {RequestContentType}, {ResponseContentType}, {Headers}, {Form?.GetRawText()}, {Triggers}, {HmacSecret}, {EarlierHmacSecret},
          {EarlierHmacUntil}, {Oauth2}, {Oauth2ClientSecret})
        on conflict (account_id, integration_id) do update set url = excluded.url, method = excluded.method, request_content_type = excluded.request_content_type,
          response_content_type = excluded.response_content_type, headers = excluded.headers, form = excluded.form, triggers = excluded.triggers, hmac_secret = excluded.hmac_secret,
          earlier_hmac_secret = excluded.earlier_hmac_secret, earlier_hmac_until = excluded.earlier_hmac_until, oauth2 = excluded.oauth2, oauth2_client_secret = excluded.oauth2_client_secret
        returning id
        """);

    private static SecretPlace Place(string column, long integrationId) => new(Table, column, integrationId);

    private static byte[]? Bytes(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<byte[]>(column);

    private static string ToJson(IReadOnlyDictionary<string, string> headers) =>
        new JsonObject(headers.Select(header => KeyValuePair.Create<string, JsonNode?>(header.Key, header.Value))).ToJsonString();

    private static OrderedDictionary<string, string> HeadersOf(string json)
    {
        using var document = JsonDocument.Parse(json);
        var headers = new OrderedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var member in document.RootElement.EnumerateObject())
        {
            headers.Add(member.Name, member.Value.GetString()!);
        }

        return headers;
    }

    private static JsonElement ToJson(Oauth2Login login) => JsonSerializer.SerializeToElement(new JsonObject
    {
        ["token_url"] = login.TokenUrl,
        ["client_id"] = login.ClientId,
        ["token_location"] = login.TokenLocation,
        ["token_key"] = login.TokenKey,
        ["scope"] = login.Scope,
    });

    private static Oauth2Login LoginOf(JsonElement login, string secret) => new(
        login.GetProperty("token_url").GetString()!,
        login.GetProperty("client_id").GetString()!,
        secret,
        login.GetProperty("token_location").GetString()!,
        login.GetProperty("token_key").GetString()!,
        login.GetProperty("scope").GetString());
}
