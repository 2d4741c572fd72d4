using Antiphon.Client.Transport;
using Antiphon.Contract;

namespace Antiphon.Client;

public sealed partial class AntiphonClient
{
    /// <summary>What runs by itself. See the page "Rules".</summary>
    public RulesClient Rules => field ??= new(caller);
}

/// <summary>Code that runs when something happens to a ticket. Scopes <c>rules:read</c> and <c>rules:write</c>.</summary>
public sealed class RulesClient
{
    private readonly Caller caller;

    internal RulesClient(Caller caller) => this.caller = caller;

    /// <summary>Walks rules, page by page.</summary>
    /// <param name="query">The order; newest first when null.</param>
    /// <param name="options">What is special about these calls.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>The rules, fetched while they are enumerated.</returns>
    public Listing<RuleResource> ListAsync(RuleQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.List<RuleResource>("rules", query, options, cancellationToken);

    /// <summary>Reads one page of rules.</summary>
    /// <param name="query">Order and cursor.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The page.</returns>
    /// <exception cref="AntiphonException">400 for an order or limit that is not allowed.</exception>
    public Task<Page<RuleResource>> ListPageAsync(RuleQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.PageAsync<RuleResource>("rules", query, options, cancellationToken);

    /// <summary>Reads a rule.</summary>
    /// <param name="id">The rule.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The rule.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public Task<RuleResource> GetAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<RuleResource>($"rules/{id}", options, cancellationToken);

    /// <summary>Makes a rule. It runs from the next event on, unless it is made switched off.</summary>
    /// <param name="request">Its name, its code and what starts it.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The new rule.</returns>
    /// <exception cref="AntiphonException">400 when a field is invalid; what is wrong in the code has a line and a column.</exception>
    public Task<RuleResource> CreateAsync(CreateRuleRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<CreateRuleRequest, RuleResource>(HttpMethod.Post, "rules", request, options, cancellationToken);

    /// <summary>Changes the members that are set in the request; a null <c>DeactivatedDatetime</c> switches the rule on.</summary>
    /// <param name="id">The rule.</param>
    /// <param name="request">What changes; null clears.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The changed rule.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist, 400 when a field is invalid.</exception>
    public Task<RuleResource> UpdateAsync(long id, UpdateRuleRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<UpdateRuleRequest, RuleResource>(HttpMethod.Put, $"rules/{id}", request, options, cancellationToken);

    /// <summary>Puts rules into another order; those that are not named keep their priority.</summary>
    /// <param name="priorities">The rules with their new priorities; higher runs first.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Every rule of the account, in the order in which they run.</returns>
    /// <exception cref="AntiphonException">400 when a rule does not exist.</exception>
    public Task<IReadOnlyList<RuleResource>> SetPrioritiesAsync(
        IReadOnlyList<RulePriorityRequest> priorities, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<RulePrioritiesRequest, IReadOnlyList<RuleResource>>(HttpMethod.Post, "rules/priorities", new(priorities), options, cancellationToken);

    /// <summary>Walks what a rule did, newest first: an extension of Antiphon.</summary>
    /// <param name="id">The rule.</param>
    /// <param name="query">The order, and which outcome.</param>
    /// <param name="options">What is special about these calls.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>The runs, fetched while they are enumerated.</returns>
    /// <exception cref="AntiphonException">404 when the rule does not exist.</exception>
    public Listing<RuleRunResource> ListRunsAsync(long id, RuleRunQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.List<RuleRunResource>($"rules/{id}/runs", query, options, cancellationToken);

    /// <summary>Walks what rules did to a ticket and why, newest first: an extension of Antiphon.</summary>
    /// <param name="ticketId">The ticket.</param>
    /// <param name="query">The order, and which outcome.</param>
    /// <param name="options">What is special about these calls.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>The runs, fetched while they are enumerated.</returns>
    /// <exception cref="AntiphonException">404 when the ticket does not exist.</exception>
    public Listing<RuleRunResource> ListRunsOfTicketAsync(long ticketId, RuleRunQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.List<RuleRunResource>($"tickets/{ticketId}/rule-runs", query, options, cancellationToken);

    /// <summary>Says what a rule would have done on past events; nothing is changed. An extension of Antiphon.</summary>
    /// <param name="request">The rule or a draft, and the period or the tickets.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Ticket by ticket what would have happened, and with which rules it does not go together.</returns>
    /// <exception cref="AntiphonException">400 when the rule, a ticket or the draft is wrong.</exception>
    public Task<RuleSimulationResource> SimulateAsync(SimulateRuleRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<SimulateRuleRequest, RuleSimulationResource>(HttpMethod.Post, "rules/simulate", request, options, cancellationToken);

    /// <summary>Reads the rules that are ready to be installed: an extension of Antiphon.</summary>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>All of them.</returns>
    public Task<IReadOnlyList<RuleTemplateResource>> ListTemplatesAsync(RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<IReadOnlyList<RuleTemplateResource>>("rules/templates", options, cancellationToken);

    /// <summary>Makes a rule of a template: an extension of Antiphon.</summary>
    /// <param name="request">Which one.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The new rule.</returns>
    /// <exception cref="AntiphonException">400 when there is no such template.</exception>
    public Task<RuleResource> InstallTemplateAsync(InstallRuleTemplateRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<InstallRuleTemplateRequest, RuleResource>(HttpMethod.Post, "rules/templates", request, options, cancellationToken);

    /// <summary>Deletes a rule; what it did stays.</summary>
    /// <param name="id">The rule.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Completes when it is deleted.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public Task DeleteAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.DeleteAsync($"rules/{id}", options, cancellationToken);
}

/// <summary>In which order. <see cref="ListQuery.OrderBy"/> is <c>created_datetime:desc</c> (the default) or <c>created_datetime:asc</c>.</summary>
public sealed record RuleQuery : ListQuery;

/// <summary>Which runs, in which order. <see cref="ListQuery.OrderBy"/> is <c>created_datetime:desc</c> (the default) or <c>created_datetime:asc</c>.</summary>
public sealed record RuleRunQuery : ListQuery
{
    /// <summary>Only runs that ended like this; one of <see cref="RuleOutcome"/>.</summary>
    public string? Outcome { get; init; }

    internal override void WriteFilters(QueryText query) => query.Add("outcome", Outcome);
}
