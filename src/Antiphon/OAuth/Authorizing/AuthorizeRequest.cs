using System.Globalization;
using Antiphon.Contract;
using Antiphon.OAuth.Apps;
using Microsoft.Extensions.Primitives;

namespace Antiphon.OAuth.Authorizing;

/// <summary>What an app asks for, once it is known to be answerable.</summary>
internal sealed record AuthorizeRequest(
    App App, string RedirectUri, string? State, IReadOnlyList<string> Scopes, string? Nonce, string? CodeChallenge, string? Prompt, TimeSpan? MaxAge);

/// <summary>What becomes of the parameters of <c>/oauth/authorize</c>.</summary>
internal abstract record AuthorizeReading
{
    public sealed record Good(AuthorizeRequest Request) : AuthorizeReading;

    /// <summary>The app, or where its answer would go, is not known: the person is told, and nothing is sent anywhere.</summary>
    public sealed record Unanswerable(string Reason) : AuthorizeReading;

    /// <summary>The app is told.</summary>
    public sealed record Refused(string RedirectUri, string? State, string Error, string Description) : AuthorizeReading;
}

/// <summary>Reads and checks an authorization request (RFC 6749, section 4.1.1), from the query or from the consent form alike.</summary>
internal sealed class ReadAuthorizeRequest(FindApp findApp)
{
    public const int ShortestState = 8;
    private const int Longest = 4000;

    /// <summary>What the consent form carries along.</summary>
    public static readonly string[] Parameters =
        ["response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge", "code_challenge_method", "prompt", "max_age", "response_mode"];

    public async Task<AuthorizeReading> RunAsync(long accountId, IReadOnlyDictionary<string, StringValues> given, CancellationToken cancellationToken)
    {
        string? Value(string name) => given.TryGetValue(name, out var values) && values.Count == 1 && values[0] is { Length: > 0 and <= Longest } value ? value : null;

        if (Value("client_id") is not { } clientId || await findApp.RunAsync(accountId, clientId, cancellationToken) is not { } app)
        {
            return new AuthorizeReading.Unanswerable("The app that sent you here is not known. Its client_id is missing or wrong.");
        }

        if (Value("redirect_uri") is not { } redirectUri || !RedirectUri.IsRegistered(app, redirectUri))
        {
            return new AuthorizeReading.Unanswerable($"The address to which {app.Name} wants the answer is not one that it registered.");
        }

        var state = Value("state");
        AuthorizeReading Refuse(string error, string description) => new AuthorizeReading.Refused(redirectUri, state, error, description);
        if (Parameters.FirstOrDefault(name => given.TryGetValue(name, out var values) && (values.Count > 1 || values[0]?.Length > Longest)) is { } odd)
        {
            return Refuse("invalid_request", $"{odd} is given twice or too long.");
        }

        if (given.ContainsKey("request") || given.ContainsKey("request_uri"))
        {
            return Refuse(given.ContainsKey("request") ? "request_not_supported" : "request_uri_not_supported", "Parameters come in the query.");
        }

        if (Value("response_type") is not "code" || Value("response_mode") is not (null or "query"))
        {
            return Refuse("unsupported_response_type", "The response type is code, in the query.");
        }

        var challenge = Value("code_challenge");
        if (ChallengeComplaint(app, challenge, Value("code_challenge_method")) is { } complaint)
        {
            return Refuse("invalid_request", complaint);
        }

        // The challenge protects the app from a foreign answer as the state does, and some clients send only that.
        if (challenge is null ? state is not { Length: >= ShortestState } : given.ContainsKey("state") && state is null)
        {
            return Refuse("invalid_request", $"The state must have at least {ShortestState} characters.");
        }

        var scopes = ScopeCatalog.Split(Value("scope"));
        if (scopes.Count == 0 && app.IsSelfRegistered)
        {
            scopes = app.Scopes;
        }

        if (scopes.Count == 0 || scopes.FirstOrDefault(scope => !ScopeCatalog.Exists(scope) || !app.MayAskFor(scope)) is not null)
        {
            return Refuse("invalid_scope", scopes.Count == 0 ? "The scope is missing." : "A scope does not exist, or the app is not registered for it.");
        }

        return new AuthorizeReading.Good(new AuthorizeRequest(app, redirectUri, state, scopes, Value("nonce"), challenge, Value("prompt"), MaxAge(Value("max_age"))));
    }

    private static string? ChallengeComplaint(App app, string? challenge, string? method) => (challenge, method) switch
    {
        (null, null) => app.IsPublic ? "A public app must send a code_challenge." : null,
        (null, not null) => "The code_challenge is missing.",
        (not null, Pkce.Method) => Pkce.IsChallenge(challenge) ? null : "The code_challenge is not a SHA-256 in base64url.",
        _ => "The code_challenge_method must be S256.",
    };

    private static TimeSpan? MaxAge(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : null;
}
