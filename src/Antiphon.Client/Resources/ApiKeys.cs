using Antiphon.Client.Transport;
using Antiphon.Contract;

namespace Antiphon.Client;

public sealed partial class AntiphonClient
{
    /// <summary>The API keys of the account; only admins see them. Antiphon's own.</summary>
    public ApiKeysClient ApiKeys => field ??= new(caller);
}

/// <summary>The API keys of the account. Scopes <c>account:read</c> and <c>account:write</c>; an app cannot make keys.</summary>
public sealed class ApiKeysClient
{
    private readonly Caller caller;

    internal ApiKeysClient(Caller caller) => this.caller = caller;

    /// <summary>Walks all keys, the revoked ones too.</summary>
    /// <param name="query">The order: <c>created_datetime:desc</c> (the default) or <c>created_datetime:asc</c>.</param>
    /// <param name="options">What is special about these calls.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>The keys, fetched while they are enumerated.</returns>
    public Listing<ApiKeyResource> ListAsync(ApiKeyQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.List<ApiKeyResource>("keys", query, options, cancellationToken);

    /// <summary>Reads what may be shown of a key.</summary>
    /// <param name="id">The key's id.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The key without its secret.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public Task<ApiKeyResource> GetAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<ApiKeyResource>($"keys/{id}", options, cancellationToken);

    /// <summary>Reads how much a key was used in each hour of the last 31 days.</summary>
    /// <param name="id">The key's id.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The hours with calls, and the bucket that all keys share.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public Task<ApiKeyUsageResource> GetUsageAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<ApiKeyUsageResource>($"keys/{id}/usage", options, cancellationToken);

    /// <summary>Makes a key.</summary>
    /// <param name="request">What it is for, and whom calls with it act as.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The key with its secret, which is never shown again.</returns>
    /// <exception cref="AntiphonException">400 when a field is invalid.</exception>
    public Task<NewApiKeyResource> CreateAsync(CreateApiKeyRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<CreateApiKeyRequest, NewApiKeyResource>(HttpMethod.Post, "keys", request, options, cancellationToken);

    /// <summary>Makes a key that takes the place of another one, which is accepted for a while longer.</summary>
    /// <param name="id">The old key's id.</param>
    /// <param name="request">For how long; 24 hours when null.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The new key with its secret.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist, 409 when it is revoked or was rotated before.</exception>
    public Task<NewApiKeyResource> RotateAsync(long id, RotateApiKeyRequest? request = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<RotateApiKeyRequest, NewApiKeyResource>(HttpMethod.Post, $"keys/{id}/rotate", request ?? new(), options, cancellationToken);

    /// <summary>Ends a key at once and for good.</summary>
    /// <param name="id">The key's id.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Completes when it is refused everywhere.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist or is revoked already.</exception>
    public Task RevokeAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.DeleteAsync($"keys/{id}", options, cancellationToken);
}

/// <summary>In which order. <see cref="ListQuery.OrderBy"/> is <c>created_datetime:desc</c> (the default) or <c>created_datetime:asc</c>.</summary>
public sealed record ApiKeyQuery : ListQuery;
