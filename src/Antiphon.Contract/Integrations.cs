using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>A connection to an outside service. See the page "Integrations and webhooks".</summary>
public sealed record IntegrationResource
{
    /// <summary>Positive, unique in the account.</summary>
    public required long Id { get; init; }

    /// <summary>What people call it: an e-mail address, the name of a page, …</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public required string? Description { get; init; }

    /// <summary>One of <see cref="IntegrationType.All"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The call; only with the type <c>http</c>.</summary>
    public required HttpIntegrationResource? Http { get; init; }

    /// <summary>Who made it.</summary>
    public required ReferenceResource? User { get; init; }

    /// <summary>The app that owns it.</summary>
    public required string? ApplicationId { get; init; }

    /// <summary>Whether the service runs it by itself; it then cannot be changed.</summary>
    public required bool Managed { get; init; }

    /// <summary>The business hours of a phone line; null: those of the account.</summary>
    public required long? BusinessHoursId { get; init; }

    /// <summary>More about it, such as the <c>address</c> of a mailbox; left out when there is nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Shape(typeof(IntegrationMetaResource))]
    public JsonElement? Meta { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedDatetime { get; init; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset UpdatedDatetime { get; init; }

    /// <summary>Since when it is switched off; null while it is on.</summary>
    public required DateTimeOffset? DeactivatedDatetime { get; init; }

    /// <summary><c>/api/integrations/{id}/</c>.</summary>
    public required string Uri { get; init; }
}

/// <summary>Points at another object.</summary>
/// <param name="Id">Its id.</param>
public sealed record ReferenceResource(long Id);

/// <summary>What is known of the address of an integration that has one.</summary>
/// <param name="Address">Such as a mailbox or a phone number.</param>
/// <param name="Verified">Whether it may be used.</param>
public sealed record IntegrationMetaResource(string Address, bool Verified);

/// <summary>A call to an outside service.</summary>
/// <param name="Id">Of the call; it is not the id of the integration.</param>
/// <param name="Url">Where to, with template variables.</param>
/// <param name="Method">One of <see cref="HttpIntegrationMethod.All"/>.</param>
/// <param name="Headers">
/// Further headers, whose values may have template variables. For whoever is no admin, values that look like credentials are <see cref="Masked"/>.
/// </param>
/// <param name="Form">The body, or the query of a <c>GET</c>, with template variables; null: the default body.</param>
/// <param name="RequestContentType">One of <see cref="HttpIntegrationContentType.All"/>.</param>
/// <param name="ResponseContentType"><c>application/json</c>.</param>
/// <param name="Triggers">What lets it be called: the eight of <see cref="HttpIntegrationTrigger.Official"/> always, others only when they are set.</param>
/// <param name="Oauth2">The login before the call; null: none.</param>
public sealed record HttpIntegrationResource(
    long Id,
    string Url,
    string Method,
    IReadOnlyDictionary<string, string> Headers,
    JsonElement? Form,
    string RequestContentType,
    string ResponseContentType,
    IReadOnlyDictionary<string, bool> Triggers,
    HttpIntegrationOauth2Resource? Oauth2)
{
    /// <summary>What stands for a credential that the reader may not see.</summary>
    public const string Masked = "********";
}

/// <summary>A login with client credentials (RFC 6749, 4.4). The secret is never answered.</summary>
/// <param name="TokenUrl">Where tokens are asked for.</param>
/// <param name="ClientId">The client.</param>
/// <param name="TokenLocation"><c>header</c> or <c>query</c>: where the call carries the token.</param>
/// <param name="TokenKey">The name of that header or parameter.</param>
/// <param name="Scope">What is asked for, separated by spaces.</param>
public sealed record HttpIntegrationOauth2Resource(string TokenUrl, string ClientId, string TokenLocation, string TokenKey, string? Scope);

/// <summary>The types of integrations.</summary>
public static class IntegrationType
{
    /// <summary>A call to an outside service: the only type that can be made through the API.</summary>
    public const string Http = "http";

    /// <summary>The types of the wire.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "aircall", "alloy", "app", "bigcommerce", "ecom", "email", "facebook", "gmail", "gorgias_chat", Http, "klaviyo", "magento2", "outlook", "phone", "recharge", "self_service",
        "shopify", "smile", "smooch", "smooch_inside", "sms", "twitter", "whatsapp", "yotpo", "zendesk",
    ];
}

/// <summary>The methods of calls.</summary>
public static class HttpIntegrationMethod
{
    /// <summary>The methods of the wire.</summary>
    public static IReadOnlyList<string> All { get; } = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];
}

/// <summary>How bodies are written.</summary>
public static class HttpIntegrationContentType
{
    /// <summary>JSON, the default.</summary>
    public const string Json = "application/json";

    /// <summary>As a form: the members of the first level, of which nested ones are JSON text.</summary>
    public const string Form = "application/x-www-form-urlencoded";

    /// <summary>The content types of the wire.</summary>
    public static IReadOnlyList<string> All { get; } = [Json, Form];
}

/// <summary>What lets an HTTP integration be called. A trigger with underscores, as older examples have it, is the same.</summary>
public static class HttpIntegrationTrigger
{
    /// <summary>The documented ones.</summary>
    public static IReadOnlyList<string> Official { get; } =
    [
        "ticket-created", "ticket-updated", "ticket-message-created", "ticket-message-failed", "ticket-self-unsnoozed", "ticket-assignment-updated", "ticket-status-updated", "ticket-handed-over",
    ];

    /// <summary>Our own: other things that guides promise.</summary>
    public static IReadOnlyList<string> Extensions { get; } =
    [
        "ticket-deleted", "ticket-message-deleted", "customer-created", "customer-updated", "customer-merged", "customer-deleted", "user-created", "user-deleted", "tag-created", "tag-updated",
        "integration-created", "integration-deleted", "ticket-sla-near-breach", "ticket-sla-breached",
    ];
}

/// <summary>Body of <c>POST /api/integrations</c>.</summary>
/// <param name="Name">Required, 1 to 256 characters.</param>
/// <param name="Type">Required; only <c>http</c>.</param>
/// <param name="Http">The call; required.</param>
/// <param name="Description">At most 1024 characters.</param>
/// <param name="DeactivatedDatetime">Set: it is made switched off.</param>
/// <param name="BusinessHoursId">Kept as it is.</param>
[WireIgnores("id", "managed", "user", "application_id", "created_datetime", "updated_datetime", "uri", "meta")]
public sealed record CreateIntegrationRequest(
    string? Name,
    string? Type,
    HttpIntegrationRequest? Http,
    string? Description = null,
    DateTimeOffset? DeactivatedDatetime = null,
    long? BusinessHoursId = null);

/// <summary>Body of <c>PUT /api/integrations/{id}</c>: only what is present changes.</summary>
/// <param name="Name">1 to 256 characters.</param>
/// <param name="Http">Only its members that are present change, and <c>url</c> has to be.</param>
/// <param name="Description">Null clears it.</param>
/// <param name="DeactivatedDatetime">Set: it is switched off. Null switches it on again and forgets its failures.</param>
/// <param name="BusinessHoursId">Null clears it.</param>
/// <param name="Type">The type that it has, as clients send back whole objects; another is refused.</param>
[WireIgnores("id", "managed", "user", "application_id", "created_datetime", "updated_datetime", "uri", "meta")]
public sealed record UpdateIntegrationRequest(
    Optional<string?> Name = default,
    Optional<HttpIntegrationRequest?> Http = default,
    Optional<string?> Description = default,
    Optional<DateTimeOffset?> DeactivatedDatetime = default,
    Optional<long?> BusinessHoursId = default,
    Optional<string?> Type = default);

/// <summary>A call to an outside service, as requests have it.</summary>
/// <param name="Url">Required, at most 2048 characters: <c>https</c>, a host without variables, no credentials.</param>
/// <param name="Method">One of <see cref="HttpIntegrationMethod.All"/>; default <c>POST</c> with a trigger, else <c>GET</c>.</param>
/// <param name="Headers">An object of texts, at most 50. Replaces all that there are; null clears them.</param>
/// <param name="Form">Any JSON, or the text of a JSON template. Null: the default body; an empty object: none.</param>
/// <param name="RequestContentType">One of <see cref="HttpIntegrationContentType.All"/>.</param>
/// <param name="ResponseContentType">Only <c>application/json</c>.</param>
/// <param name="Triggers">An object of booleans; those that are missing are off.</param>
/// <param name="HmacSecret">
/// Signs the calls; never answered. The one before it signs as well for 24 hours, so that a receiver can be changed in the meantime. Null ends signing.
/// </param>
/// <param name="Oauth2">The login before the call; null: none.</param>
[WireIgnores("id")]
public sealed record HttpIntegrationRequest(
    string? Url,
    Optional<string?> Method = default,
    [property: Shape(typeof(IReadOnlyDictionary<string, string>))] Optional<JsonElement?> Headers = default,
    Optional<JsonElement?> Form = default,
    Optional<string?> RequestContentType = default,
    Optional<string?> ResponseContentType = default,
    [property: Shape(typeof(IReadOnlyDictionary<string, bool>))] Optional<JsonElement?> Triggers = default,
    Optional<string?> HmacSecret = default,
    Optional<HttpIntegrationOauth2Request?> Oauth2 = default);

/// <summary>A login with client credentials, as requests have it.</summary>
/// <param name="TokenUrl">Required, at most 2048 characters.</param>
/// <param name="ClientId">Required, at most 1024 characters.</param>
/// <param name="ClientSecret">Never answered; left out, the stored one stays, unless the token comes from elsewhere now.</param>
/// <param name="TokenLocation"><c>header</c>, the default, or <c>query</c>.</param>
/// <param name="TokenKey">The name of the header or parameter; default <c>Authorization</c>, where the token follows the word Bearer, or <c>access_token</c>.</param>
/// <param name="Scope">At most 1024 characters.</param>
public sealed record HttpIntegrationOauth2Request(
    string? TokenUrl, string? ClientId, string? ClientSecret = null, string? TokenLocation = null, string? TokenKey = null, string? Scope = null);

/// <summary>Source-generated metadata of the integrations.</summary>
[JsonSerializable(typeof(IntegrationResource))]
[JsonSerializable(typeof(IntegrationMetaResource))]
[JsonSerializable(typeof(ListResource<IntegrationResource>))]
[JsonSerializable(typeof(CreateIntegrationRequest))]
[JsonSerializable(typeof(UpdateIntegrationRequest))]
public sealed partial class IntegrationsJson : JsonSerializerContext;
