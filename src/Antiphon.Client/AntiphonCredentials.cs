using System.Net.Http.Headers;
using System.Text;

namespace Antiphon.Client;

/// <summary>Fetches an access token for the next request. Called by several requests at once; cache the token until it is rejected or about to expire.</summary>
/// <param name="rejectedToken">The token that the server has just answered with 401, so that a newer one is wanted; null otherwise.</param>
/// <param name="cancellationToken">Ends with the call that needs the token.</param>
/// <returns>The access token, without the word Bearer.</returns>
public delegate ValueTask<string> AccessTokenProvider(string? rejectedToken, CancellationToken cancellationToken);

/// <summary>Who is calling. See the authentication page of the contract.</summary>
public abstract class AntiphonCredentials
{
    private protected AntiphonCredentials()
    {
    }

    /// <summary>An API key of a user, sent with HTTP Basic. It acts with the user's role.</summary>
    /// <param name="email">The user's e-mail address.</param>
    /// <param name="apiKey">A key from the settings.</param>
    /// <returns>The credentials.</returns>
    public static AntiphonCredentials ApiKey(string email, string apiKey)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(email);
        ArgumentException.ThrowIfNullOrWhiteSpace(apiKey);
        return new Fixed(new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{email}:{apiKey}"))));
    }

    /// <summary>An OAuth access token that is not renewed.</summary>
    /// <param name="accessToken">The token, valid for 24 hours from its issue.</param>
    /// <returns>The credentials.</returns>
    public static AntiphonCredentials Bearer(string accessToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(accessToken);
        return new Fixed(new("Bearer", accessToken));
    }

    /// <summary>OAuth access tokens from a provider, which is asked before each request, and once more after a 401.</summary>
    /// <param name="provider">Gives the token.</param>
    /// <returns>The credentials.</returns>
    public static AntiphonCredentials Bearer(AccessTokenProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return new Provided(provider);
    }

    /// <summary>The header for the next request.</summary>
    internal abstract ValueTask<AuthenticationHeaderValue> GetAsync(CancellationToken cancellationToken);

    /// <summary>Another header after this one was answered with 401; null when there is none to be had.</summary>
    internal abstract ValueTask<AuthenticationHeaderValue?> RenewAsync(AuthenticationHeaderValue rejected, CancellationToken cancellationToken);

    private sealed class Fixed(AuthenticationHeaderValue header) : AntiphonCredentials
    {
        internal override ValueTask<AuthenticationHeaderValue> GetAsync(CancellationToken cancellationToken) => new(header);

        internal override ValueTask<AuthenticationHeaderValue?> RenewAsync(AuthenticationHeaderValue rejected, CancellationToken cancellationToken) => default;
    }

    private sealed class Provided(AccessTokenProvider provider) : AntiphonCredentials
    {
        internal override async ValueTask<AuthenticationHeaderValue> GetAsync(CancellationToken cancellationToken) =>
            new("Bearer", await provider(null, cancellationToken));

        internal override async ValueTask<AuthenticationHeaderValue?> RenewAsync(AuthenticationHeaderValue rejected, CancellationToken cancellationToken)
        {
            var token = await provider(rejected.Parameter, cancellationToken);
            return token == rejected.Parameter ? null : new("Bearer", token);
        }
    }
}
