using Antiphon.Client.Transport;
using Antiphon.Contract;

namespace Antiphon.Client;

public sealed partial class AntiphonClient
{
    /// <summary>Groups of users. See "Teams" of the page "Users and teams".</summary>
    public TeamsClient Teams => field ??= new(caller);
}

/// <summary>Groups of users that tickets can be assigned to. Scopes <c>users:read</c> and <c>users:write</c>.</summary>
public sealed class TeamsClient
{
    private readonly Caller caller;

    internal TeamsClient(Caller caller) => this.caller = caller;

    /// <summary>Walks teams, page by page.</summary>
    /// <param name="query">The order; newest first when null.</param>
    /// <param name="options">What is special about these calls.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>The teams, fetched while they are enumerated.</returns>
    public Listing<TeamResource> ListAsync(TeamQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.List<TeamResource>("teams", query, options, cancellationToken);

    /// <summary>Reads one page of teams.</summary>
    /// <param name="query">Order and cursor.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The page.</returns>
    /// <exception cref="AntiphonException">400 for an order or limit that is not allowed.</exception>
    public Task<Page<TeamResource>> ListPageAsync(TeamQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.PageAsync<TeamResource>("teams", query, options, cancellationToken);

    /// <summary>Reads a team.</summary>
    /// <param name="id">The team.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The team.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public Task<TeamResource> GetAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<TeamResource>($"teams/{id}", options, cancellationToken);

    /// <summary>Reads a team if it is not the version that the caller knows.</summary>
    /// <param name="id">The team.</param>
    /// <param name="eTag">The known version; null reads in any case and tells the version.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The team with its version, or that it has not changed.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public Task<Conditional<TeamResource>> GetIfChangedAsync(
        long id, string? eTag, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetIfChangedAsync<TeamResource>($"teams/{id}", eTag, options, cancellationToken);

    /// <summary>Makes a team.</summary>
    /// <param name="request">Its name and what else it has.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The new team.</returns>
    /// <exception cref="AntiphonException">400 when a field is invalid or a member is no user.</exception>
    public Task<TeamResource> CreateAsync(CreateTeamRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<CreateTeamRequest, TeamResource>(HttpMethod.Post, "teams", request, options, cancellationToken);

    /// <summary>Changes the members that are set in the request. A list of users replaces all of them.</summary>
    /// <param name="id">The team.</param>
    /// <param name="request">What changes; null clears.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The changed team.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist, 400 when a field is invalid or a member is no user.</exception>
    public Task<TeamResource> UpdateAsync(long id, UpdateTeamRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<UpdateTeamRequest, TeamResource>(HttpMethod.Put, $"teams/{id}", request, options, cancellationToken);

    /// <summary>Deletes a team; its tickets lose it.</summary>
    /// <param name="id">The team.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Completes when it is deleted.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public Task DeleteAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.DeleteAsync($"teams/{id}", options, cancellationToken);
}

/// <summary>
/// In which order. <see cref="ListQuery.OrderBy"/> is one of <c>created_datetime:desc</c> (the default), <c>created_datetime:asc</c>, <c>name:asc</c> and
/// <c>name:desc</c>.
/// </summary>
public sealed record TeamQuery : ListQuery;
