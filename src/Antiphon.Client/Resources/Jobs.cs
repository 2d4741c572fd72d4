using Antiphon.Client.Transport;
using Antiphon.Contract;

namespace Antiphon.Client;

public sealed partial class AntiphonClient
{
    /// <summary>Bulk operations in the background. See the page "Jobs".</summary>
    public JobsClient Jobs => field ??= new(caller);
}

/// <summary>Bulk operations in the background. Scopes <c>jobs:read</c> and <c>jobs:write</c>. An account runs one at a time; the others wait for their turn.</summary>
public sealed class JobsClient
{
    private readonly Caller caller;

    internal JobsClient(Caller caller) => this.caller = caller;

    /// <summary>Walks all jobs, page by page, the newest first.</summary>
    /// <param name="query">Filter and order; all jobs when null.</param>
    /// <param name="options">What is special about these calls.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>The jobs, fetched while they are enumerated.</returns>
    public Listing<JobResource> ListAsync(JobQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.List<JobResource>("jobs", query, options, cancellationToken);

    /// <summary>Reads one page of jobs.</summary>
    /// <param name="query">Filter, order and cursor.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The page.</returns>
    /// <exception cref="AntiphonException">400 for a status, type, order or limit that does not exist.</exception>
    public Task<Page<JobResource>> ListPageAsync(JobQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.PageAsync<JobResource>("jobs", query, options, cancellationToken);

    /// <summary>Reads a job, with how far it is.</summary>
    /// <param name="id">The job.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The job.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public Task<JobResource> GetAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<JobResource>($"jobs/{id}", options, cancellationToken);

    /// <summary>Makes a job.</summary>
    /// <param name="request">What it does, to what, and when.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The job, which has not started yet.</returns>
    /// <exception cref="AntiphonException">400 when a field is invalid, 403 when the caller's role does not allow what the job does.</exception>
    public Task<JobResource> CreateAsync(CreateJobRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<CreateJobRequest, JobResource>(HttpMethod.Post, "jobs", request, options, cancellationToken);

    /// <summary>Changes the members that are set in the request: what a job does and when, only before it runs.</summary>
    /// <param name="id">The job.</param>
    /// <param name="request">What changes.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The changed job.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist, 400 when it cannot change like this.</exception>
    public Task<JobResource> UpdateAsync(long id, UpdateJobRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<UpdateJobRequest, JobResource>(HttpMethod.Put, $"jobs/{id}", request, options, cancellationToken);

    /// <summary>Ends a job. What it has done stays done, and its <c>info</c> tells how much that is.</summary>
    /// <param name="id">The job.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Completes when it is canceled, or asked to stop.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public Task CancelAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) => caller.DeleteAsync($"jobs/{id}", options, cancellationToken);
}

/// <summary>Which jobs, in which order: <c>created_datetime:desc</c> (the default) or <c>created_datetime:asc</c>.</summary>
public sealed record JobQuery : ListQuery
{
    /// <summary>One of <see cref="JobStatus.All"/>.</summary>
    public string? Status { get; init; }

    /// <summary>One of <see cref="JobType.All"/>.</summary>
    public string? Type { get; init; }

    internal override void WriteFilters(QueryText query) => query.Add("status", Status).Add("type", Type);
}
