using System.Text;
using Antiphon.Client.Transport;

namespace Antiphon.Client;

/// <summary>
/// The REST API of one account, of Antiphon or of Gorgias. Make one client per account and share it: it is thread-safe, keeps connections open and
/// paces all calls by the account's rate limit. Resources hang on it as properties, one per page of the contract.
/// </summary>
/// <remarks>
/// Failed calls throw <see cref="AntiphonException"/>; cancelled ones throw <see cref="OperationCanceledException"/>. Calls that are safe to repeat are
/// repeated after lost connections, timeouts, 429, 502, 503 and 504.
/// </remarks>
public sealed partial class AntiphonClient : IDisposable
{
    private readonly Caller caller;
    private readonly bool ownsPipeline;

    /// <summary>Makes a client. Nothing is sent yet.</summary>
    /// <param name="baseAddress">The account's address, such as <c>https://acme.gorgias.com</c>; <c>/api</c> is added when it is missing.</param>
    /// <param name="credentials">Who is calling.</param>
    /// <param name="options">Settings; the defaults when null.</param>
    public AntiphonClient(Uri baseAddress, AntiphonCredentials credentials, AntiphonClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(baseAddress);
        ArgumentNullException.ThrowIfNull(credentials);
        options ??= new();
        BaseAddress = ApiRoot(baseAddress);
        caller = new(new RequestPipeline(BaseAddress, credentials, options), options.Lane);
        ownsPipeline = true;
    }

    private AntiphonClient(Uri baseAddress, Caller caller)
    {
        BaseAddress = baseAddress;
        this.caller = caller;
    }

    /// <summary>The root of the API, with a slash at the end.</summary>
    public Uri BaseAddress { get; }

    /// <summary>What paces the calls; null when pacing is switched off.</summary>
    public AdaptiveThrottle? Throttle => caller.Pipeline.Throttle;

    /// <summary>
    /// The same client with another lane for all its calls: <c>client.InLane(Lane.Background).Tickets.ListAsync()</c>. It shares connections and pace;
    /// disposing it does nothing.
    /// </summary>
    /// <param name="lane">How urgent its calls are.</param>
    /// <returns>A view of this client.</returns>
    public AntiphonClient InLane(Lane lane) => new(BaseAddress, new(caller.Pipeline, lane));

    /// <summary>
    /// Calls a route that has no method here. Pace, retries and errors are those of every other call.
    /// </summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path below <c>/api/</c> with its query, percent-encoded, such as <c>views/7/items?limit=10</c>.</param>
    /// <param name="json">The body; none when null.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The status, headers and text of a successful answer.</returns>
    /// <exception cref="AntiphonException">The call failed.</exception>
    public async Task<RawResponse> SendAsync(
        HttpMethod method, string path, string? json = null, RequestOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(path);
        var bytes = json is null ? null : Encoding.UTF8.GetBytes(json);
        var request = new ApiRequest(method, OnOwnHost(path)) { Content = bytes is null ? null : () => Caller.JsonContentOf(bytes) };
        var response = await caller.SendAsync(request, options, cancellationToken);
        return new(response.Info, Encoding.UTF8.GetString(response.Body.Span));
    }

    /// <summary>Closes the connections. Calls under way fail.</summary>
    public void Dispose()
    {
        if (ownsPipeline)
        {
            caller.Pipeline.Dispose();
        }
    }

    // A path with a leading slash, such as next_items of a view, starts at the host. Another host would be shown the credentials.
    private string OnOwnHost(string path) => new Uri(BaseAddress, path).Authority == BaseAddress.Authority
        ? path
        : throw new ArgumentException("The path leads to another host.", nameof(path));

    private static Uri ApiRoot(Uri address)
    {
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            throw new ArgumentException("The base address must be an absolute http or https address.", nameof(address));
        }

        var path = address.AbsolutePath.TrimEnd('/');
        return new UriBuilder(address)
        {
            Path = (path.EndsWith("/api", StringComparison.OrdinalIgnoreCase) ? path : path + "/api") + "/",
            Query = "",
            Fragment = "",
            UserName = "",
            Password = "",
        }.Uri;
    }
}
