using Antiphon.Client.Transport;
using Antiphon.Contract;

namespace Antiphon.Client;

public sealed partial class AntiphonClient
{
    /// <summary>The OAuth apps of the account; only admins see them. Antiphon's own.</summary>
    public AppsClient Apps => field ??= new(caller);
}

/// <summary>Programs of others that ask for access. Scopes <c>apps:read</c> and <c>apps:write</c>.</summary>
public sealed class AppsClient
{
    private const string Root = "/admin/oauth/apps";

    private readonly Caller caller;

    internal AppsClient(Caller caller) => this.caller = caller;

    /// <summary>Walks all apps, those that registered themselves too.</summary>
    /// <param name="query">The order: <c>created_datetime:desc</c> (the default), <c>created_datetime:asc</c>, <c>name:asc</c> or <c>name:desc</c>.</param>
    /// <param name="options">What is special about these calls.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>The apps, fetched while they are enumerated.</returns>
    public Listing<AppResource> ListAsync(AppQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.List<AppResource>(Root, query, options, cancellationToken);

    /// <summary>Reads an app.</summary>
    /// <param name="id">The app's id.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The app without its secrets.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public Task<AppResource> GetAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<AppResource>($"{Root}/{id}", options, cancellationToken);

    /// <summary>Registers an app. It is installed by sending an admin to its <see cref="AppResource.InstallUrl"/>, who then approves it on the consent page.</summary>
    /// <param name="request">Its name, redirect URIs and scopes.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The app with its secret, which is never shown again.</returns>
    /// <exception cref="AntiphonException">400 when a field is invalid.</exception>
    public Task<AppSecretResource> CreateAsync(CreateAppRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<CreateAppRequest, AppSecretResource>(HttpMethod.Post, Root, request, options, cancellationToken);

    /// <summary>Changes what is known of an app. What was approved stays approved, with the scopes of that day.</summary>
    /// <param name="id">The app's id.</param>
    /// <param name="request">What changes.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The app.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist, 400 when a field is invalid.</exception>
    public Task<AppResource> UpdateAsync(long id, UpdateAppRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<UpdateAppRequest, AppResource>(HttpMethod.Put, $"{Root}/{id}", request, options, cancellationToken);

    /// <summary>Gives a confidential app another secret; the earlier ones stay valid for a while.</summary>
    /// <param name="id">The app's id.</param>
    /// <param name="request">For how long; one day when null.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The app with its new secret.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist, 409 when it is public.</exception>
    public Task<AppSecretResource> RotateSecretAsync(long id, RotateAppSecretRequest? request = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<RotateAppSecretRequest, AppSecretResource>(HttpMethod.Post, $"{Root}/{id}/secret", request ?? new(), options, cancellationToken);

    /// <summary>Disconnects an app: its approvals and tokens die at once, its integrations stop, its widgets go. It can be installed again.</summary>
    /// <param name="id">The app's id.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Completes when it is refused everywhere.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public Task UninstallAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync(new ApiRequest(HttpMethod.Post, $"{Root}/{id}/uninstall"), options, cancellationToken);

    /// <summary>Disconnects an app and forgets its registration.</summary>
    /// <param name="id">The app's id.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Completes when it is gone.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public Task DeleteAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.DeleteAsync($"{Root}/{id}", options, cancellationToken);
}

/// <summary>In which order. <see cref="ListQuery.OrderBy"/> is <c>created_datetime:desc</c> (the default), <c>created_datetime:asc</c>, <c>name:asc</c> or <c>name:desc</c>.</summary>
public sealed record AppQuery : ListQuery;
