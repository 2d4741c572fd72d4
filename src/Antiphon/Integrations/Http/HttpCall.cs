using System.Text.Json;
using Antiphon.Contract;

namespace Antiphon.Integrations.Http;

/// <summary>The call of an HTTP integration with its secrets opened: whoever sends it finds everything here. Texts are templates still.</summary>
internal sealed record HttpCall
{
    /// <summary>How long a secret that was replaced still signs beside the new one.</summary>
    public static readonly TimeSpan SecretOverlap = TimeSpan.FromHours(24);

    public long Id { get; init; }

    public string Url { get; init; } = "";

    public string Method { get; init; } = "GET";

    public string RequestContentType { get; init; } = HttpIntegrationContentType.Json;

    public string ResponseContentType { get; init; } = HttpIntegrationContentType.Json;

    /// <summary>In the order in which they were written.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new OrderedDictionary<string, string>();

    /// <summary>Null: the default body. A text is a JSON template that is no JSON before its variables are filled.</summary>
    public JsonElement? Form { get; init; }

    /// <summary>What is added to the query of the URL; actions have it.</summary>
    public JsonElement? Query { get; init; }

    /// <summary>Those that are set, in the order of the contract.</summary>
    public IReadOnlyList<string> Triggers { get; init; } = [];

    public Oauth2Login? Oauth2 { get; init; }

    public string? HmacSecret { get; init; }

    public string? EarlierHmacSecret { get; init; }

    public DateTimeOffset? EarlierHmacUntil { get; init; }

    /// <summary>Whether something in it is sealed when it is kept.</summary>
    public bool HasSecrets => Headers.Count > 0 || HmacSecret is not null || Oauth2 is not null;

    /// <summary>What signs at a moment, the present secret first; empty when nothing does.</summary>
    public IReadOnlyList<string> SigningSecrets(DateTimeOffset now) => (HmacSecret, EarlierHmacSecret) switch
    {
        (null, _) => [],
        ({ } secret, { } earlier) when EarlierHmacUntil > now => [secret, earlier],
        ({ } secret, _) => [secret],
    };

    /// <summary>The same call with another secret; the one that it replaces goes on signing for a while.</summary>
    public HttpCall WithSecret(string? secret, DateTimeOffset now) => secret == HmacSecret
        ? this
        : this with
        {
            HmacSecret = secret,
            EarlierHmacSecret = secret is null ? null : HmacSecret,
            EarlierHmacUntil = secret is null || HmacSecret is null ? null : now + SecretOverlap,
        };

    public bool IsSame(HttpCall other) =>
        (this with { Headers = other.Headers, Form = other.Form, Triggers = other.Triggers }) == other
        && Headers.SequenceEqual(other.Headers)
        && Triggers.SequenceEqual(other.Triggers)
        && (Form, other.Form) switch
        {
            (null, null) => true,
            ({ } form, { } same) => form.GetRawText() == same.GetRawText(),
            _ => false,
        };

    public HttpIntegrationResource ToResource(bool withCredentials) => new(
        Id,
        Url,
        Method,
        withCredentials ? Headers : Credentials.Mask(Headers),
        Form,
        RequestContentType,
        ResponseContentType,
        Http.Triggers.ToWire(Triggers),
        Oauth2?.ToResource());
}

/// <summary>A login with client credentials before the call.</summary>
internal sealed record Oauth2Login(string TokenUrl, string ClientId, string ClientSecret, string TokenLocation, string TokenKey, string? Scope)
{
    public const string InHeader = "header";
    public const string InQuery = "query";

    public HttpIntegrationOauth2Resource ToResource() => new(TokenUrl, ClientId, TokenLocation, TokenKey, Scope);
}
