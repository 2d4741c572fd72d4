using Antiphon.Client.Transport;
using Antiphon.Contract;

namespace Antiphon.Client;

public sealed partial class AntiphonClient
{
    /// <summary>Connections to outside services, webhooks among them. See the page "Integrations and webhooks".</summary>
    public IntegrationsClient Integrations => field ??= new(caller);
}

/// <summary>Connections to outside services. Scopes <c>integrations:read</c> and <c>integrations:write</c>; only admins make and change them.</summary>
public sealed partial class IntegrationsClient
{
    private readonly Caller caller;

    internal IntegrationsClient(Caller caller) => this.caller = caller;

    /// <summary>Walks all integrations, page by page.</summary>
    /// <param name="query">Filter and order; the newest first when null.</param>
    /// <param name="options">What is special about these calls.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The integrations, fetched while they are enumerated.</returns>
    public Listing<IntegrationResource> ListAsync(IntegrationQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.List<IntegrationResource>("integrations", query, options, cancellationToken);

    /// <summary>Reads one page of integrations.</summary>
    /// <param name="query">Filter, order and cursor.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The page.</returns>
    /// <exception cref="AntiphonException">400 for a type, an order or a limit that is not allowed.</exception>
    public Task<Page<IntegrationResource>> ListPageAsync(IntegrationQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.PageAsync<IntegrationResource>("integrations", query, options, cancellationToken);

    /// <summary>Reads an integration.</summary>
    /// <param name="id">The integration.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The integration. Secrets are not in it, and for whoever is no admin no header that looks like a credential.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public Task<IntegrationResource> GetAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<IntegrationResource>($"integrations/{id}", options, cancellationToken);

    /// <summary>Makes an HTTP integration, which with triggers is a webhook.</summary>
    /// <param name="request">Its name and its call.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The new integration.</returns>
    /// <exception cref="AntiphonException">400 when a field or a template is invalid, or when the account has as many integrations as it may; 403 for whoever is no admin.</exception>
    public Task<IntegrationResource> CreateAsync(CreateIntegrationRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<CreateIntegrationRequest, IntegrationResource>(HttpMethod.Post, "integrations", request, options, cancellationToken);

    /// <summary>Changes the members that are set in the request. <see cref="UpdateIntegrationRequest.DeactivatedDatetime"/> switches it off and on.</summary>
    /// <param name="id">The integration, of the type <c>http</c>.</param>
    /// <param name="request">What changes.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The changed integration.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist; 400 when a field or a template is invalid; 403 when it is managed, or for whoever is no admin.</exception>
    public Task<IntegrationResource> UpdateAsync(long id, UpdateIntegrationRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<UpdateIntegrationRequest, IntegrationResource>(HttpMethod.Put, $"integrations/{id}", request, options, cancellationToken);

    /// <summary>The recipes for connecting other services: an extension of Antiphon.</summary>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>All of them.</returns>
    public Task<IReadOnlyList<IntegrationTemplateResource>> ListTemplatesAsync(RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<IReadOnlyList<IntegrationTemplateResource>>("integrations/templates", options, cancellationToken);

    /// <summary>Makes the integration or the rule of an outbound template: an extension of Antiphon.</summary>
    /// <param name="request">Which one, and the address of the other service.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What was made.</returns>
    /// <exception cref="AntiphonException">400 when there is no such template, or when the address may not be called; 403 for whoever is no admin.</exception>
    public Task<InstalledIntegrationTemplateResource> InstallTemplateAsync(
        InstallIntegrationTemplateRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<InstallIntegrationTemplateRequest, InstalledIntegrationTemplateResource>(HttpMethod.Post, "integrations/templates", request, options, cancellationToken);

    /// <summary>Deletes an HTTP integration and what it told of customers.</summary>
    /// <param name="id">The integration.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Completes when it is deleted.</returns>
    /// <exception cref="AntiphonException">400 while rules, macros or other integrations use it, with their ids in the error's data; 404 when it does not exist.</exception>
    public Task DeleteAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.DeleteAsync($"integrations/{id}", options, cancellationToken);
}

/// <summary>Which integrations a list has, and in which order.</summary>
public sealed record IntegrationQuery : ListQuery
{
    /// <summary>One of <see cref="IntegrationType.All"/>.</summary>
    public string? Type { get; init; }

    internal override void WriteFilters(QueryText query) => query.Add("type", Type);
}
