using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Antiphon.Identity.SignIn.Providers.Tokens;
using Antiphon.Outgoing;
using Antiphon.Secrets;

namespace Antiphon.Identity.SignIn.Providers.Calls;

/// <summary>What became of a code.</summary>
internal abstract record CodeOutcome
{
    /// <summary>The provider knows who it is, and so do we.</summary>
    public sealed record Known(KnownPerson Person) : CodeOutcome;

    /// <summary>One word for the audit log.</summary>
    public sealed record Refused(string Reason) : CodeOutcome;
}

/// <summary>
/// Gives a code in at the provider (RFC 6749, section 4.1.3, with RFC 7636) and believes of the answer only what the provider has signed for this account, this
/// browser and this moment.
/// </summary>
internal sealed class ExchangeProviderCode(OutgoingHttp http, ProviderDirectory directory, SecretKeys keys, TimeProvider clock)
{
    private const int Largest = 256 * 1024;

    public async Task<CodeOutcome> RunAsync(
        long accountId, SignInProvider provider, ProviderMetadata metadata, string code, string redirectUri, string verifier, string nonce, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(accountId, provider, metadata, code, redirectUri, verifier, cancellationToken);
        if (answer is null)
        {
            return new CodeOutcome.Refused("code");
        }

        if (ReadToken.From(answer.Value.Text("id_token")) is not { } token)
        {
            return new CodeOutcome.Refused("token");
        }

        if (await directory.KeysAsync(metadata, token, cancellationToken) is not { } known || !known.Verify(token))
        {
            return new CodeOutcome.Refused("signature");
        }

        if (IdToken.Objection(token.Claims, new ExpectedToken(provider.Issuer, provider.ClientId, nonce, clock.GetUtcNow())) is { } objection)
        {
            return new CodeOutcome.Refused(objection);
        }

        var person = new KnownPerson(token.Claims.Text("sub")!, token.Claims);
        return token.Claims.TryGetProperty("email", out _) || metadata.UserInfo is not { } place || answer.Value.Text("access_token") is not { } accessToken
            ? new CodeOutcome.Known(person)
            : await CompleteAsync(person, place, accessToken, cancellationToken);
    }

    // Many tell addresses only here (OpenID Connect Core, section 5.3). The connection vouches for the answer, and the subject for whom it is about (section 5.3.2).
    private async Task<CodeOutcome> CompleteAsync(KnownPerson person, Uri place, string accessToken, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, place);
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {accessToken}");
        return await http.SendAsync(request, Largest, cancellationToken) is not OutgoingOutcome.Answered { IsSuccess: true } answer || ReadToken.Object(answer.Body) is not { } claims
            ? new CodeOutcome.Refused("userinfo")
            : claims.Text("sub") == person.Subject ? new CodeOutcome.Known(person with { Claims = claims }) : new CodeOutcome.Refused("subject");
    }

    private async Task<JsonElement?> AskAsync(
        long accountId, SignInProvider provider, ProviderMetadata metadata, string code, string redirectUri, string verifier, CancellationToken cancellationToken)
    {
        var form = new List<KeyValuePair<string, string>>
        {
            new("grant_type", "authorization_code"), new("code", code), new("redirect_uri", redirectUri), new("code_verifier", verifier),
        };
        var request = new HttpRequestMessage(HttpMethod.Post, metadata.Token);
        var secret = provider.ClientSecret is null ? null : (await keys.BoxAsync(accountId, cancellationToken)).Open(provider.ClientSecret, SignInProvider.SecretPlace(provider.Id));
        if (secret is not null && !metadata.PostsSecret)
        {
            // Both are encoded as in a form before they are joined (RFC 6749, section 2.3.1).
            var pair = $"{FormEncoded(provider.ClientId)}:{FormEncoded(secret)}";
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(pair)));
        }
        else
        {
            form.Add(new("client_id", provider.ClientId));
            if (secret is not null)
            {
                form.Add(new("client_secret", secret));
            }
        }

        request.Content = new FormUrlEncodedContent(form);
        request.Headers.Accept.ParseAdd("application/json");
        return await http.SendAsync(request, Largest, cancellationToken) is OutgoingOutcome.Answered { IsSuccess: true } answer ? ReadToken.Object(answer.Body) : null;
    }

    private static string FormEncoded(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
