using Antiphon.Client.Transport;
using Antiphon.Contract;

namespace Antiphon.Client;

public sealed partial class AntiphonClient
{
    /// <summary>With which services of others people sign in; only admins see them. Antiphon's own.</summary>
    public SignInProvidersClient SignInProviders => field ??= new(caller);
}

/// <summary>The OpenID Connect providers of the account. Scopes <c>account:read</c> and <c>account:write</c>; an app cannot change them.</summary>
public sealed class SignInProvidersClient
{
    private readonly Caller caller;

    internal SignInProvidersClient(Caller caller) => this.caller = caller;

    /// <summary>Walks all providers, those that are off too.</summary>
    /// <param name="query">The order: <c>created_datetime:desc</c> (the default) or <c>created_datetime:asc</c>.</param>
    /// <param name="options">What is special about these calls.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>The providers, fetched while they are enumerated.</returns>
    public Listing<SignInProviderResource> ListAsync(SignInProviderQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.List<SignInProviderResource>("sign-in-providers", query, options, cancellationToken);

    /// <summary>Reads a provider.</summary>
    /// <param name="id">The provider's id.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The provider without its secret.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public Task<SignInProviderResource> GetAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<SignInProviderResource>($"sign-in-providers/{id}", options, cancellationToken);

    /// <summary>Lets people sign in with a provider. Register its <see cref="SignInProviderResource.RedirectUri"/> there.</summary>
    /// <param name="request">Which one, and whom it is believed about.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The provider.</returns>
    /// <exception cref="AntiphonException">400 when a field is invalid, 409 when there are 20 already.</exception>
    public Task<SignInProviderResource> CreateAsync(CreateSignInProviderRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<CreateSignInProviderRequest, SignInProviderResource>(HttpMethod.Post, "sign-in-providers", request, options, cancellationToken);

    /// <summary>Changes a provider, but not its issuer.</summary>
    /// <param name="id">The provider's id.</param>
    /// <param name="request">What changes.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The provider.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist, 400 when a field is invalid.</exception>
    public Task<SignInProviderResource> UpdateAsync(long id, UpdateSignInProviderRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<UpdateSignInProviderRequest, SignInProviderResource>(HttpMethod.Put, $"sign-in-providers/{id}", request, options, cancellationToken);

    /// <summary>Takes a provider away, and with it which of its people is which user. Sessions that it began go on.</summary>
    /// <param name="id">The provider's id.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Completes when it is gone.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public Task DeleteAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.DeleteAsync($"sign-in-providers/{id}", options, cancellationToken);
}

/// <summary>In which order. <see cref="ListQuery.OrderBy"/> is <c>created_datetime:desc</c> (the default) or <c>created_datetime:asc</c>.</summary>
public sealed record SignInProviderQuery : ListQuery;
