using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Outgoing;

namespace Antiphon.Integrations.Http;

/// <summary>The login before a call.</summary>
internal static class Oauth2Rules
{
    public const int MaxLength = 1024;

    private static readonly string[] Locations = [Oauth2Login.InHeader, Oauth2Login.InQuery];

    /// <param name="errors">Of the object that has the member <c>oauth2</c>.</param>
    /// <param name="request">The member.</param>
    /// <param name="before">What is stored: its secret stays when the request leaves it out.</param>
    /// <param name="door">Where calls may go.</param>
    public static Oauth2Login Read(FieldErrors errors, HttpIntegrationOauth2Request request, Oauth2Login? before, OutgoingRules door)
    {
        var inside = errors.Under("oauth2");
        inside.RequiredText("token_url", request.TokenUrl)
            .RequiredText("client_id", request.ClientId).MaxLength("client_id", request.ClientId, MaxLength)
            .MaxLength("client_secret", request.ClientSecret, MaxLength)
            .OneOf("token_location", request.TokenLocation, Locations)
            .MaxLength("token_key", request.TokenKey, HeaderRules.MaxNameLength)
            .NotBlank("token_key", request.TokenKey)
            .MaxLength("scope", request.Scope, MaxLength);
        if (request.TokenUrl is { } url && !inside.Has("token_url"))
        {
            UrlRules.Check(inside, "token_url", url.Trim(), door);
        }

        // Who may change where tokens come from shall not learn the secret by it.
        var secret = request.ClientSecret ?? (before is not null && before.TokenUrl == request.TokenUrl?.Trim() && before.ClientId == request.ClientId ? before.ClientSecret : null);
        inside.RequiredText("client_secret", secret);
        var location = request.TokenLocation ?? Oauth2Login.InHeader;
        if (location is Oauth2Login.InHeader && request.TokenKey?.Trim() is { Length: > 0 and <= HeaderRules.MaxNameLength } name)
        {
            using var call = new HttpRequestMessage();
            inside.AddIf(HeaderRules.NameError(name) is not null, "token_key", HeaderRules.NameError(name)!)
                .AddIf(!call.Headers.TryAddWithoutValidation(name, "token"), "token_key", "This header belongs to a body.");
        }

        var key = request.TokenKey?.Trim() ?? (location is Oauth2Login.InHeader ? "Authorization" : "access_token");
        return new Oauth2Login(request.TokenUrl?.Trim() ?? "", request.ClientId ?? "", secret ?? "", location, key, request.Scope);
    }
}
