using System.Collections.Concurrent;
using Antiphon.Identity.SignIn.Providers.Tokens;
using Antiphon.Outgoing;
using Antiphon.Sandbox.Clock;

namespace Antiphon.Identity.SignIn.Providers.Calls;

/// <summary>
/// Asks providers who they are and for their keys, through the door for requests to others, and keeps the answers for an hour. What they say is the same for
/// every account. A token that is signed with a key that is not known asks once more, but not more than once a minute: anybody can send such a token.
/// </summary>
internal sealed class ProviderDirectory(OutgoingHttp http, OutgoingRules door, TimeProvider clock)
{
    private readonly TimeProvider clock = clock.Ordinary();
    private const int MostRemembered = 1000;
    private const int Largest = 512 * 1024;
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);
    private static readonly TimeSpan KeptFailure = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenKeys = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (ProviderMetadata? Value, DateTimeOffset At)> documents = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Uri, (ProviderKeys? Value, DateTimeOffset At)> sets = new();

    /// <summary>Null when it cannot be reached, or says something else than it must.</summary>
    public async Task<ProviderMetadata?> FindAsync(string issuer, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (documents.TryGetValue(issuer, out var known) && now - known.At < (known.Value is null ? KeptFailure : Kept))
        {
            return known.Value;
        }

        var body = await GetAsync(new Uri(issuer.TrimEnd('/') + "/.well-known/openid-configuration"), cancellationToken);
        var document = body is null ? null : ProviderMetadata.Read(body, issuer, door);
        Keep(documents, issuer, (document, now));
        return document;
    }

    /// <summary>The keys with which a token may be signed; null when they cannot be had.</summary>
    public async Task<ProviderKeys?> KeysAsync(ProviderMetadata provider, ReadToken token, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (sets.TryGetValue(provider.Keys, out var known) && (now - known.At < BetweenKeys || (now - known.At < Kept && known.Value?.Knows(token) is true)))
        {
            return known.Value;
        }

        var body = await GetAsync(provider.Keys, cancellationToken);
        var keys = body is null ? null : ProviderKeys.Read(body);
        Keep(sets, provider.Keys, (keys, now));
        return keys;
    }

    private async Task<byte[]?> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.ParseAdd("application/json");
        return await http.SendAsync(request, Largest, cancellationToken) is OutgoingOutcome.Answered { IsSuccess: true } answer ? answer.Body : null;
    }

    private static void Keep<TKey, TValue>(ConcurrentDictionary<TKey, TValue> place, TKey key, TValue value)
        where TKey : notnull
    {
        if (place.Count >= MostRemembered)
        {
            place.Clear();
        }

        place[key] = value;
    }
}
