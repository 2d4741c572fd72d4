using Antiphon.Client.Transport;
using Antiphon.Contract;

namespace Antiphon.Client;

public sealed partial class AntiphonClient
{
    /// <summary>The account itself. See the page "Account".</summary>
    public AccountClient Account => field ??= new(caller);
}

/// <summary>The account behind the address. Scopes <c>account:read</c> and <c>account:write</c>.</summary>
public sealed class AccountClient
{
    private readonly Caller caller;

    internal AccountClient(Caller caller) => this.caller = caller;

    /// <summary>Reads the account with all its settings. Serves to check an API key.</summary>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The account.</returns>
    /// <exception cref="AntiphonException">401 when the credentials are not valid.</exception>
    public Task<AccountResource> GetAsync(RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<AccountResource>("account", options, cancellationToken);

    /// <summary>Reads settings; there are no pages.</summary>
    /// <param name="type">Only the setting of this type, such as <c>business-hours</c>; all when null.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="AntiphonException">403 when the credentials do not allow it.</exception>
    public async Task<IReadOnlyList<AccountSettingResource>> ListSettingsAsync(
        string? type = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        (await caller.PageAsync<AccountSettingResource>("account/settings" + new QueryText().Add("type", type), null, options, cancellationToken)).Data;

    /// <summary>Makes the second factor a duty for everyone, or leaves it to everyone again. Antiphon's own; scope <c>account:write</c>, and never with an app's token.</summary>
    /// <param name="isRequired">Whether it is a duty. Saying it again moves nothing.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Since when it is one.</returns>
    /// <exception cref="AntiphonException">403 for whoever is no admin.</exception>
    public Task<SecondFactorDutyResource> RequireSecondFactorAsync(bool isRequired, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<SecondFactorDutyRequest, SecondFactorDutyResource>(HttpMethod.Put, "account/second-factor", new(isRequired), options, cancellationToken);

    /// <summary>Sets what was not set yet.</summary>
    /// <param name="request">The type, one of <see cref="AccountSettingType.All"/>, and the data.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The setting.</returns>
    /// <exception cref="AntiphonException">400 when the type or something in the data is invalid, 409 when there is a setting of this type.</exception>
    public Task<AccountSettingResource> CreateSettingAsync(CreateAccountSettingRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<CreateAccountSettingRequest, AccountSettingResource>(HttpMethod.Post, "account/settings", request, options, cancellationToken);

    /// <summary>Replaces the data of a setting as a whole.</summary>
    /// <param name="id">The setting.</param>
    /// <param name="request">Its type, and the data.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The setting.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist, 400 when the type is another one or something in the data is invalid.</exception>
    public Task<AccountSettingResource> UpdateSettingAsync(long id, UpdateAccountSettingRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<UpdateAccountSettingRequest, AccountSettingResource>(HttpMethod.Put, $"account/settings/{id}", request, options, cancellationToken);
}
