using Antiphon.Client.Transport;
using Antiphon.Contract;

namespace Antiphon.Client;

public sealed partial class AntiphonClient
{
    /// <summary>Named lists of actions. See the page "Macros".</summary>
    public MacrosClient Macros => field ??= new(caller);
}

/// <summary>Named lists of actions. Scopes <c>macros:read</c> and <c>macros:write</c>.</summary>
public sealed class MacrosClient
{
    private readonly Caller caller;

    internal MacrosClient(Caller caller) => this.caller = caller;

    /// <summary>Walks all macros that are not archived, page by page.</summary>
    /// <param name="query">Filter and order; the most used first when null.</param>
    /// <param name="options">What is special about these calls.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The macros, fetched while they are enumerated.</returns>
    public Listing<MacroResource> ListAsync(MacroQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.List<MacroResource>("macros", query, options, cancellationToken);

    /// <summary>Reads one page of macros.</summary>
    /// <param name="query">Filter, order and cursor.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The page.</returns>
    /// <exception cref="AntiphonException">400 for an order or a limit that is not allowed, or for relevance without a ticket.</exception>
    public Task<Page<MacroResource>> ListPageAsync(MacroQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.PageAsync<MacroResource>("macros", query, options, cancellationToken);

    /// <summary>Reads a macro, archived or not.</summary>
    /// <param name="id">The macro.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The macro.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public Task<MacroResource> GetAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<MacroResource>($"macros/{id}", options, cancellationToken);

    /// <summary>Makes a macro.</summary>
    /// <param name="request">Its name, 1 to 256 characters, and its actions.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The new macro.</returns>
    /// <exception cref="AntiphonException">400 when a field is invalid.</exception>
    public Task<MacroResource> CreateAsync(CreateMacroRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<CreateMacroRequest, MacroResource>(HttpMethod.Post, "macros", request, options, cancellationToken);

    /// <summary>Changes the members that are set in the request; actions are replaced as a whole.</summary>
    /// <param name="id">The macro.</param>
    /// <param name="request">What changes.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The changed macro.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist, 400 when a field is invalid.</exception>
    public Task<MacroResource> UpdateAsync(long id, UpdateMacroRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<UpdateMacroRequest, MacroResource>(HttpMethod.Put, $"macros/{id}", request, options, cancellationToken);

    /// <summary>Deletes a macro.</summary>
    /// <param name="id">The macro.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Completes when it is deleted.</returns>
    /// <exception cref="AntiphonException">409 while a rule uses it, 404 when it does not exist.</exception>
    public Task DeleteAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.DeleteAsync($"macros/{id}", options, cancellationToken);

    /// <summary>Applies a macro to a ticket. This route is Antiphon's own; elsewhere it answers 404.</summary>
    /// <param name="id">The macro.</param>
    /// <param name="ticketId">The ticket.</param>
    /// <param name="request">Whether its reply is sent; by default it is answered as a draft.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What became of each action, the rendered reply, and which variables had no value.</returns>
    /// <exception cref="AntiphonException">404 when the macro or the ticket does not exist.</exception>
    public Task<MacroApplicationResource> ApplyAsync(
        long id, long ticketId, ApplyMacroRequest? request = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<ApplyMacroRequest, MacroApplicationResource>(HttpMethod.Post, $"tickets/{ticketId}/macros/{id}/apply", request ?? new(), options, cancellationToken);

    /// <summary>Takes macros out of what agents are offered; they stay readable.</summary>
    /// <param name="ids">1 to 30 macros.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What became of each: the call succeeds even when none could be archived.</returns>
    /// <exception cref="AntiphonException">400 for no ids or too many.</exception>
    public Task<MacroStatesResource> ArchiveAsync(IReadOnlyList<long> ids, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<MacroIdsRequest, MacroStatesResource>(HttpMethod.Put, "macros/archive", new(ids), options, cancellationToken);

    /// <summary>Offers archived macros again.</summary>
    /// <param name="ids">1 to 30 macros.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What became of each.</returns>
    /// <exception cref="AntiphonException">400 for no ids or too many.</exception>
    public Task<MacroStatesResource> UnarchiveAsync(IReadOnlyList<long> ids, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<MacroIdsRequest, MacroStatesResource>(HttpMethod.Put, "macros/unarchive", new(ids), options, cancellationToken);
}

/// <summary>
/// Which macros, in which order. <see cref="ListQuery.OrderBy"/> is one of <c>usage</c> (the default), <c>name</c>, <c>created_datetime</c>,
/// <c>updated_datetime</c>, <c>language</c> and <c>relevance</c>, each with <c>:asc</c> or <c>:desc</c>; <c>relevance</c> needs <see cref="TicketId"/>.
/// </summary>
public sealed record MacroQuery : ListQuery
{
    /// <summary>A part of the name or of a text, in any case.</summary>
    public string? Search { get; init; }

    /// <summary>Names of tags; macros that add or set all of them.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>ISO 639-1 codes; macros in any of them. An empty text is a macro without a language.</summary>
    public IReadOnlyList<string>? Languages { get; init; }

    /// <summary>The conversation that relevance is about.</summary>
    public long? TicketId { get; init; }

    /// <summary>A message of the ticket; its latest when null.</summary>
    public long? MessageId { get; init; }

    /// <summary>How many macros for the message's intent stand on top of the first page; 0 to 100.</summary>
    public int? NumberPredictions { get; init; }

    /// <summary>True: only archived macros.</summary>
    public bool? Archived { get; init; }

    internal override void WriteFilters(QueryText query)
    {
        query.Add("search", Search);
        query.AddAll("tags", Tags);
        query.AddAll("languages", Languages);
        query.Add("ticket_id", TicketId);
        query.Add("message_id", MessageId);
        query.Add("number_predictions", NumberPredictions);
        query.Add("archived", Archived);
    }
}
