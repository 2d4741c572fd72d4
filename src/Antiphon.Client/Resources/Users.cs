using Antiphon.Client.Transport;
using Antiphon.Contract;

namespace Antiphon.Client;

public sealed partial class AntiphonClient
{
    /// <summary>The people and bots of the company. See the page "Users and teams".</summary>
    public UsersClient Users => field ??= new(caller);
}

/// <summary>The people and bots of the company. Scopes <c>users:read</c> and <c>users:write</c>.</summary>
public sealed class UsersClient
{
    private readonly Caller caller;

    internal UsersClient(Caller caller) => this.caller = caller;

    /// <summary>Walks users, page by page, bots and deactivated ones among them.</summary>
    /// <param name="query">Filter and order; all users by name when null.</param>
    /// <param name="options">What is special about these calls.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>The users, fetched while they are enumerated.</returns>
    public Listing<UserResource> ListAsync(UserQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.List<UserResource>("users", query, options, cancellationToken);

    /// <summary>Reads one page of users.</summary>
    /// <param name="query">Filter, order and cursor.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The page.</returns>
    /// <exception cref="AntiphonException">400 for an order, role or limit that is not allowed.</exception>
    public Task<Page<UserResource>> ListPageAsync(UserQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.PageAsync<UserResource>("users", query, options, cancellationToken);

    /// <summary>Reads a user.</summary>
    /// <param name="id">The user.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The user.</returns>
    /// <exception cref="AntiphonException">404 when there is no such user.</exception>
    public Task<UserResource> GetAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<UserResource>($"users/{id}", options, cancellationToken);

    /// <summary>Reads the user whose credentials are used. Needs no scope, so it serves to check credentials.</summary>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The caller.</returns>
    /// <exception cref="AntiphonException">401 when the credentials are not valid.</exception>
    public Task<UserResource> GetCallerAsync(RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        GetAsync(0, options, cancellationToken);

    /// <summary>Reads a user if it is not the version that the caller knows.</summary>
    /// <param name="id">The user.</param>
    /// <param name="eTag">The known version; null reads in any case and tells the version.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The user with its version, or that it has not changed.</returns>
    /// <exception cref="AntiphonException">404 when there is no such user.</exception>
    public Task<Conditional<UserResource>> GetIfChangedAsync(
        long id, string? eTag, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetIfChangedAsync<UserResource>($"users/{id}", eTag, options, cancellationToken);

    /// <summary>Makes a user and sends an invitation by e-mail. For admins.</summary>
    /// <param name="request">E-mail, name and role are required.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The new user.</returns>
    /// <exception cref="AntiphonException">409 when the address or external id is in use, 400 when a field is invalid, 403 for everyone but admins.</exception>
    public Task<UserResource> CreateAsync(CreateUserRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<CreateUserRequest, UserResource>(HttpMethod.Post, "users", request, options, cancellationToken);

    /// <summary>Invites a user again who has not chosen a password yet; the earlier link stops working. Antiphon only.</summary>
    /// <param name="id">The user.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The invitation.</returns>
    /// <exception cref="AntiphonException">404 when there is no such user, 409 for who has a password, is deactivated or a bot, 403 for everyone but admins.</exception>
    public Task<InvitationResource> InviteAgainAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<InvitationResource>(new ApiRequest(HttpMethod.Post, $"users/{id}/invitation"), options, cancellationToken);

    /// <summary>Changes the members that are set in the request.</summary>
    /// <param name="id">The user; 0 is the caller.</param>
    /// <param name="request">What changes; null clears.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The changed user.</returns>
    /// <exception cref="AntiphonException">404 when there is no such user, 409 when the address is in use, 400 for a wrong password or an invalid field, 403 for what only admins may change.</exception>
    public Task<UserResource> UpdateAsync(long id, UpdateUserRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<UpdateUserRequest, UserResource>(HttpMethod.Put, $"users/{id}", request, options, cancellationToken);

    /// <summary>Deletes a user: access ends at once, tickets lose their assignee, past messages keep their author. For admins.</summary>
    /// <param name="id">The user.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Completes when the user is deleted.</returns>
    /// <exception cref="AntiphonException">404 when there is no such user, 400 for the caller and the owner of the account.</exception>
    public Task DeleteAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.DeleteAsync($"users/{id}", options, cancellationToken);
}

/// <summary>
/// Which users, in which order. <see cref="ListQuery.OrderBy"/> is <c>name</c> (the default), <c>created_datetime</c>, <c>email</c> or <c>role.name</c>,
/// each with <c>:asc</c> or <c>:desc</c>.
/// </summary>
public sealed record UserQuery : ListQuery
{
    /// <summary>The login address, whole, in any case.</summary>
    public string? Email { get; init; }

    /// <summary>The caller's own id, whole.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Any of these roles, such as <c>agent</c> or <c>bot</c>.</summary>
    public IReadOnlyList<string>? Roles { get; init; }

    /// <summary>A part of the name or address, in any case.</summary>
    public string? Search { get; init; }

    /// <summary>Available users first.</summary>
    public bool? AvailableFirst { get; init; }

    /// <summary>When they were made. Antiphon only.</summary>
    public TimeRange? Created { get; init; }

    /// <summary>When they last changed. Antiphon only.</summary>
    public TimeRange? Updated { get; init; }

    internal override void WriteFilters(QueryText query) => query
        .Add("email", Email)
        .Add("external_id", ExternalId)
        .AddAll("roles", Roles)
        .Add("search", Search)
        .Add("available_first", AvailableFirst)
        .Add("created_datetime", Created)
        .Add("updated_datetime", Updated);
}
