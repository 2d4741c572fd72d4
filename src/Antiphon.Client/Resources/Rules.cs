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
