using Antiphon.Client.Transport;
using Antiphon.Contract;

namespace Antiphon.Client;

public sealed partial class AntiphonClient
{
    /// <summary>How satisfied customers were. See the page "Satisfaction surveys".</summary>
    public SatisfactionSurveysClient SatisfactionSurveys => field ??= new(caller);
}

/// <summary>Satisfaction surveys. Scopes <c>satisfaction_survey:read</c> and <c>satisfaction_survey:write</c>.</summary>
public sealed class SatisfactionSurveysClient
{
    private readonly Caller caller;

    internal SatisfactionSurveysClient(Caller caller) => this.caller = caller;

    /// <summary>Walks all surveys, page by page.</summary>
    /// <param name="query">Filter and order; all surveys, newest first, when null.</param>
    /// <param name="options">What is special about these calls.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>The surveys, fetched while they are enumerated.</returns>
    public Listing<SatisfactionSurveyResource> ListAsync(SatisfactionSurveyQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.List<SatisfactionSurveyResource>("satisfaction-surveys", query, options, cancellationToken);

    /// <summary>Reads one page of surveys.</summary>
    /// <param name="query">Filter, order and cursor.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The page.</returns>
    /// <exception cref="AntiphonException">400 for an order or a limit that is not allowed.</exception>
    public Task<Page<SatisfactionSurveyResource>> ListPageAsync(SatisfactionSurveyQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.PageAsync<SatisfactionSurveyResource>("satisfaction-surveys", query, options, cancellationToken);

    /// <summary>Reads a survey.</summary>
    /// <param name="id">The survey.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The survey.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public Task<SatisfactionSurveyResource> GetAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<SatisfactionSurveyResource>($"satisfaction-surveys/{id}", options, cancellationToken);

    /// <summary>Makes the survey of a ticket. With a time at which it should be sent, the server sends it then.</summary>
    /// <param name="request">The ticket, who answers, and what is known of the answer.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The new survey.</returns>
    /// <exception cref="AntiphonException">400 when a field is invalid, 409 when the ticket has a survey.</exception>
    public Task<SatisfactionSurveyResource> CreateAsync(CreateSatisfactionSurveyRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<CreateSatisfactionSurveyRequest, SatisfactionSurveyResource>(HttpMethod.Post, "satisfaction-surveys", request, options, cancellationToken);

    /// <summary>Changes the members that are set in the request.</summary>
    /// <param name="id">The survey.</param>
    /// <param name="request">What changes.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The changed survey.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist, 400 when a field is invalid, 409 when the ticket has another survey.</exception>
    public Task<SatisfactionSurveyResource> UpdateAsync(long id, UpdateSatisfactionSurveyRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<UpdateSatisfactionSurveyRequest, SatisfactionSurveyResource>(HttpMethod.Put, $"satisfaction-surveys/{id}", request, options, cancellationToken);
}

/// <summary>Which surveys, in which order. <see cref="ListQuery.OrderBy"/> is <c>created_datetime:desc</c> (the default) or <c>created_datetime:asc</c>.</summary>
public sealed record SatisfactionSurveyQuery : ListQuery
{
    /// <summary>The one of this ticket.</summary>
    public long? TicketId { get; init; }

    internal override void WriteFilters(QueryText query) => query.Add("ticket_id", TicketId);
}
