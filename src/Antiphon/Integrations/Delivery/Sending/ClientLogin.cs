using System.Collections.Concurrent;
using System.Text.Json;
using Antiphon.Integrations.Http;
using Antiphon.Outgoing;

namespace Antiphon.Integrations.Delivery.Sending;

/// <summary>A token that a login brought, and where it goes.</summary>
internal sealed record Login(string Token, string Location, string Key)
{
    /// <summary>Whether an earlier call brought it.</summary>
    public bool IsKept { get; init; }

    public Uri AddTo(Uri url) => Location is Oauth2Login.InQuery
        ? new UriBuilder(url) { Query = $"{url.Query.TrimStart('?')}{(url.Query.Length > 1 ? "&" : "")}{Uri.EscapeDataString(Key)}={Uri.EscapeDataString(Token)}" }.Uri
        : url;

    public void AddTo(HttpRequestMessage request)
    {
        if (Location is Oauth2Login.InHeader)
        {
            request.Headers.Remove(Key);
            request.Headers.TryAddWithoutValidation(Key, Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase) ? $"Bearer {Token}" : Token);
        }
    }
}

/// <summary>Logs in with client credentials (RFC 6749, 4.4) before calls that want it, and keeps the tokens as long as they last.</summary>
internal sealed class ClientLogin(OutgoingHttp http, TimeProvider clock)
{
    private const int MostOfAnswer = 64 * 1024;

    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<(long Account, long Integration), Kept> tokens = new();

    /// <summary>A token, or why there is none, and whether another attempt could bring one.</summary>
    public async Task<(Login? Login, string? Refusal, bool MayChange)> FindAsync(long accountId, long integrationId, Oauth2Login client, CancellationToken cancellationToken)
    {
        var key = (accountId, integrationId);
        if (tokens.TryGetValue(key, out var kept) && kept.Client == client && kept.Until > clock.GetUtcNow())
        {
            return (new(kept.Token, client.TokenLocation, client.TokenKey) { IsKept = true }, null, false);
        }

        if (!Uri.TryCreate(client.TokenUrl, UriKind.Absolute, out var url))
        {
            return (null, "The login failed: its URL is none.", false);
        }

        var fields = new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = client.ClientId, ["client_secret"] = client.ClientSecret };
        if (client.Scope is { Length: > 0 } scope)
        {
            fields["scope"] = scope;
        }

        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent(fields) };
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        switch (await http.SendAsync(request, MostOfAnswer, cancellationToken))
        {
            case OutgoingOutcome.Answered { IsSuccess: true } answer when Read(answer.Body) is var (token, lifetime):
                ForgetOld();
                tokens[key] = new Kept(client, token, clock.GetUtcNow() + lifetime - Margin);
                return (new(token, client.TokenLocation, client.TokenKey), null, false);
            case OutgoingOutcome.Answered { IsSuccess: true }:
                return (null, "The login failed: the answer has no access_token.", true);
            case OutgoingOutcome.Answered answer:
                return (null, $"The login failed: it was answered {answer.Status}.", true);
            case OutgoingOutcome.Failed failed:
                return (null, $"The login failed: {failed.Message}", failed.Fault is not OutgoingFault.Refused);
            default:
                throw new InvalidOperationException("There is no third outcome.");
        }
    }

    public void Forget(long accountId, long integrationId) => tokens.TryRemove((accountId, integrationId), out _);

    // Of integrations that log in no more.
    private void ForgetOld()
    {
        var now = clock.GetUtcNow();
        foreach (var (key, kept) in tokens.Where(one => one.Value.Until <= now))
        {
            tokens.TryRemove(KeyValuePair.Create(key, kept));
        }
    }

    private static (string Token, TimeSpan Lifetime)? Read(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var answer = document.RootElement;
            if (answer.ValueKind is not JsonValueKind.Object || !answer.TryGetProperty("access_token", out var token) || token.ValueKind is not JsonValueKind.String)
            {
                return null;
            }

            var seconds = answer.TryGetProperty("expires_in", out var expires) && expires.ValueKind is JsonValueKind.Number && expires.TryGetDouble(out var given) ? given : 300;
            return (token.GetString()!, TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 86_400)));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second is a text with half a letter in it.
            return null;
        }
    }

    private sealed record Kept(Oauth2Login Client, string Token, DateTimeOffset Until);
}
