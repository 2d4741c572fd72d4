using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Outgoing;

namespace Antiphon.Integrations.Http;

/// <summary>Makes a call of a request: of a new integration, or of a change, in which what is absent stays.</summary>
internal static class HttpCallRules
{
    public const int MaxSecretLength = 1024;

    private const string NoKey = "This server has no master key to keep secrets with: its operator has to set Secrets:Key.";

    /// <param name="errors">Of the request.</param>
    /// <param name="request">The member <c>http</c>.</param>
    /// <param name="before">What is stored; null for a new integration.</param>
    /// <param name="canSeal">Whether the server can keep secrets.</param>
    /// <param name="door">Where calls may go.</param>
    /// <param name="now">When a replaced secret begins to go.</param>
    public static HttpCall Read(FieldErrors errors, HttpIntegrationRequest request, HttpCall? before, bool canSeal, OutgoingRules door, DateTimeOffset now)
    {
        var inside = errors.Under("http");
        var call = before ?? new HttpCall();
        call = call with
        {
            Url = request.Url?.Trim() ?? "",
            Headers = request.Headers.HasValue ? HeaderRules.Read(inside, request.Headers.Value) : call.Headers,
            Triggers = request.Triggers.HasValue ? Triggers.Read(inside, request.Triggers.Value) : call.Triggers,
            RequestContentType = Choice(inside, "request_content_type", request.RequestContentType, HttpIntegrationContentType.All, call.RequestContentType),
            ResponseContentType = Choice(inside, "response_content_type", request.ResponseContentType, [HttpIntegrationContentType.Json], call.ResponseContentType),
            Form = request.Form.HasValue ? request.Form.Value is { ValueKind: not JsonValueKind.Null } form ? form : null : call.Form,
            Oauth2 = !request.Oauth2.HasValue ? call.Oauth2 : request.Oauth2.Value is { } login ? Oauth2Rules.Read(inside, login, call.Oauth2, door) : null,
        };
        call = call with { Method = Choice(inside, "method", request.Method, HttpIntegrationMethod.All, before?.Method ?? (call.Triggers.Count > 0 ? "POST" : "GET")) };
        if (request.HmacSecret.HasValue)
        {
            // An empty field of a screen means that there is none.
            var secret = request.HmacSecret.Value is { Length: > 0 } given ? given : null;
            inside.MaxLength("hmac_secret", secret, MaxSecretLength);
            call = call.WithSecret(secret, now);
        }

        inside.RequiredText("url", request.Url);
        if (!inside.Has("url"))
        {
            UrlRules.CheckTemplate(inside, "url", call.Url, door);
        }

        if (call.Form is { } body)
        {
            FormRules.Check(inside, body, call.RequestContentType, call.Method);
        }

        if (!canSeal)
        {
            inside.AddIf(call.Headers.Count > 0, "headers", NoKey).AddIf(call.HmacSecret is not null, "hmac_secret", NoKey).AddIf(call.Oauth2 is not null, "oauth2", NoKey);
        }

        return call;
    }

    private static string Choice(FieldErrors errors, string field, Optional<string?> given, IReadOnlyCollection<string> allowed, string before)
    {
        if (!given.HasValue)
        {
            return before;
        }

        errors.AddIf(given.Value is null, field, FieldErrors.Null).OneOf(field, given.Value, allowed);
        return given.Value ?? before;
    }
}
