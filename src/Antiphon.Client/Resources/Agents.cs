using Antiphon.Client.Transport;
using Antiphon.Contract;

namespace Antiphon.Client;

public sealed partial class AntiphonClient
{
    /// <summary>Automated actors with identities of their own; only admins see them. Antiphon's own.</summary>
    public AgentsClient Agents => field ??= new(caller);

    /// <summary>Calls of agents that wait for a lead or an admin; an agent sees its own. Antiphon's own.</summary>
    public ApprovalsClient Approvals => field ??= new(caller);
}

/// <summary>The agents of the account. Scopes <c>account:read</c> and <c>account:write</c>; an app cannot make agents or grants.</summary>
public sealed class AgentsClient
{
    private readonly Caller caller;

    internal AgentsClient(Caller caller) => this.caller = caller;

    /// <summary>Walks all agents, the revoked ones too.</summary>
    /// <param name="query">The order: <c>created_datetime:desc</c> (the default) or <c>created_datetime:asc</c>.</param>
    /// <param name="options">What is special about these calls.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>The agents, fetched while they are enumerated.</returns>
    public Listing<AgentResource> ListAsync(AgentQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.List<AgentResource>("agents", query, options, cancellationToken);

    /// <summary>Reads an agent with the policy that decides at this moment.</summary>
    /// <param name="id">The agent's id.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The agent.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public Task<AgentResource> GetAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<AgentResource>($"agents/{id}", options, cancellationToken);

    /// <summary>Makes an agent with a user of its own and a first key.</summary>
    /// <param name="request">Its name, and what it may do; nothing without a policy.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The agent with its key, which is never shown again.</returns>
    /// <exception cref="AntiphonException">400 when a field is invalid.</exception>
    public Task<NewAgentResource> CreateAsync(CreateAgentRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<CreateAgentRequest, NewAgentResource>(HttpMethod.Post, "agents", request, options, cancellationToken);

    /// <summary>Changes how an agent is called and described.</summary>
    /// <param name="id">The agent's id.</param>
    /// <param name="request">What changes.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The agent.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist or is revoked, 400 when a field is invalid.</exception>
    public Task<AgentResource> UpdateAsync(long id, UpdateAgentRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<UpdateAgentRequest, AgentResource>(HttpMethod.Put, $"agents/{id}", request, options, cancellationToken);

    /// <summary>Ends an agent and its keys at once and for good.</summary>
    /// <param name="id">The agent's id.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Completes when it is refused everywhere.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist or is revoked already.</exception>
    public Task RevokeAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.DeleteAsync($"agents/{id}", options, cancellationToken);

    /// <summary>Replaces what an agent may do by a new version.</summary>
    /// <param name="id">The agent's id.</param>
    /// <param name="request">The whole policy.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The version that decides from now on.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist or is revoked, 400 when a field is invalid.</exception>
    public Task<AgentPolicyResource> SetPolicyAsync(long id, AgentPolicyRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<AgentPolicyRequest, AgentPolicyResource>(HttpMethod.Put, $"agents/{id}/policy", request, options, cancellationToken);

    /// <summary>Walks every version that an agent's policy has had.</summary>
    /// <param name="id">The agent's id.</param>
    /// <param name="query">The order: <c>created_datetime:desc</c> (the default) or <c>created_datetime:asc</c>.</param>
    /// <param name="options">What is special about these calls.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>The versions, fetched while they are enumerated.</returns>
    public Listing<AgentPolicyResource> ListPoliciesAsync(long id, AgentQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.List<AgentPolicyResource>($"agents/{id}/policies", query, options, cancellationToken);

    /// <summary>Walks every call of an agent, the refused ones too.</summary>
    /// <param name="id">The agent's id.</param>
    /// <param name="query">Which, and in which order.</param>
    /// <param name="options">What is special about these calls.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>The calls, fetched while they are enumerated.</returns>
    public Listing<AgentCallResource> ListCallsAsync(long id, AgentCallQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.List<AgentCallResource>($"agents/{id}/calls", query, options, cancellationToken);

    /// <summary>Stops an agent. When this has completed, nothing of it is committed any more, on any node.</summary>
    /// <param name="id">The agent's id.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The agent.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist or is revoked.</exception>
    public Task<AgentResource> StopAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<AgentResource>(new(HttpMethod.Post, $"agents/{id}/stop"), options, cancellationToken);

    /// <summary>Lets an agent act again that was stopped.</summary>
    /// <param name="id">The agent's id.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The agent, which is still stopped while all are.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist or is revoked.</exception>
    public Task<AgentResource> ResumeAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<AgentResource>(new(HttpMethod.Post, $"agents/{id}/resume"), options, cancellationToken);

    /// <summary>Stops all agents of the account, those that are made later too.</summary>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Since when they are stopped.</returns>
    public Task<AgentSwitchResource> StopAllAsync(RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<AgentSwitchResource>(new(HttpMethod.Post, "agents/stop"), options, cancellationToken);

    /// <summary>Ends what <see cref="StopAllAsync"/> began; agents that were stopped one by one stay stopped.</summary>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>That they are not stopped.</returns>
    public Task<AgentSwitchResource> ResumeAllAsync(RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<AgentSwitchResource>(new(HttpMethod.Post, "agents/resume"), options, cancellationToken);
}

/// <summary>Calls that wait for a person. Scopes <c>account:read</c> and <c>account:write</c>; neither an app nor an agent decides about one.</summary>
public sealed class ApprovalsClient
{
    private readonly Caller caller;

    internal ApprovalsClient(Caller caller) => this.caller = caller;

    /// <summary>Walks the calls that wait or waited.</summary>
    /// <param name="query">Which, and in which order.</param>
    /// <param name="options">What is special about these calls.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>The calls, fetched while they are enumerated.</returns>
    public Listing<ApprovalResource> ListAsync(ApprovalQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.List<ApprovalResource>("approvals", query, options, cancellationToken);

    /// <summary>Reads a call that waits or waited.</summary>
    /// <param name="id">The approval's id.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The call and what became of it.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public Task<ApprovalResource> GetAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<ApprovalResource>($"approvals/{id}", options, cancellationToken);

    /// <summary>Makes the call, exactly as it was asked, as the agent, once.</summary>
    /// <param name="id">The approval's id.</param>
    /// <param name="request">A note for the record; none when null.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What it was answered; <c>failed</c> when that was no success.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist, 409 when it is decided, expired, or its agent is stopped or no longer granted it.</exception>
    public Task<ApprovalResource> ApproveAsync(long id, DecideApprovalRequest? request = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<DecideApprovalRequest, ApprovalResource>(HttpMethod.Post, $"approvals/{id}/approve", request ?? new(), options, cancellationToken);

    /// <summary>Says no to the call.</summary>
    /// <param name="id">The approval's id.</param>
    /// <param name="request">Why; not said when null.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The call that does not happen.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist, 409 when it is decided or expired.</exception>
    public Task<ApprovalResource> DenyAsync(long id, DecideApprovalRequest? request = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<DecideApprovalRequest, ApprovalResource>(HttpMethod.Post, $"approvals/{id}/deny", request ?? new(), options, cancellationToken);
}

/// <summary>In which order. <see cref="ListQuery.OrderBy"/> is <c>created_datetime:desc</c> (the default) or <c>created_datetime:asc</c>.</summary>
public sealed record AgentQuery : ListQuery;

/// <summary>Which calls of an agent. <see cref="ListQuery.OrderBy"/> is <c>created_datetime:desc</c> (the default) or <c>created_datetime:asc</c>.</summary>
public sealed record AgentCallQuery : ListQuery
{
    /// <summary>Only calls of which this was decided, one of <see cref="AgentWords.Decisions"/>.</summary>
    public string? Decision { get; init; }

    internal override void WriteFilters(QueryText query) => query.Add("decision", Decision);
}

/// <summary>Which calls that wait. <see cref="ListQuery.OrderBy"/> is <c>created_datetime:desc</c> (the default) or <c>created_datetime:asc</c>.</summary>
public sealed record ApprovalQuery : ListQuery
{
    /// <summary>Only those in this state, one of <see cref="AgentWords.ApprovalStatuses"/>.</summary>
    public string? Status { get; init; }

    /// <summary>Only those of this agent.</summary>
    public long? AgentId { get; init; }

    internal override void WriteFilters(QueryText query) => query.Add("status", Status).Add("agent_id", AgentId);
}
