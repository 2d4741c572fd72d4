using Antiphon.Agents.Approvals;
using Antiphon.Agents.Approvals.Pages;
using Antiphon.Agents.Budgets;
using Antiphon.Agents.Calls;
using Antiphon.Agents.Guarding;
using Antiphon.Agents.Policies;
using Antiphon.Agents.Stopping;
using Antiphon.Operating;

namespace Antiphon.Agents;

/// <summary>Automated actors with identities of their own, and what they may do. An extension: see docs/agents.md.</summary>
internal static class AgentsFeature
{
    public static IServiceCollection AddAgents(this IServiceCollection services)
    {
        services.AddSection<AgentOptions>(AgentOptions.Section);
        return services
            .AddSingleton<RunningCalls>()
            .AddSingleton<HeldRequests>()
            .AddRetention<CallRetention>()
            .AddScoped<PolicyFields>()
            .AddScoped<ListAgents>()
            .AddScoped<GetAgent>()
            .AddScoped<CreateAgent>()
            .AddScoped<UpdateAgent>()
            .AddScoped<RevokeAgent>()
            .AddScoped<SetAgentPolicy>()
            .AddScoped<ListAgentPolicies>()
            .AddScoped<StopAgents>()
            .AddScoped<ListAgentCalls>()
            .AddScoped<ListApprovals>()
            .AddScoped<GetApproval>()
            .AddScoped<HoldCall>()
            .AddScoped<ApproveCall>()
            .AddScoped<DenyCall>()
            .AddScoped<ApprovalPages>()
            .AddScoped<LoadAgentState>()
            .AddScoped<TicketsWithin>()
            .AddScoped<JudgeCall>()
            .AddScoped<SpendBudget>()
            .AddScoped<GuardCall>();
    }

    /// <summary>The page where people decide; it stands outside <c>/api</c>.</summary>
    public static void MapApprovalPages(this IEndpointRouteBuilder app) => ApprovalPages.Map(app);

    public static void MapAgents(this IEndpointRouteBuilder api)
    {
        ListAgents.Map(api);
        CreateAgent.Map(api);
        GetAgent.Map(api);
        UpdateAgent.Map(api);
        RevokeAgent.Map(api);
        SetAgentPolicy.Map(api);
        ListAgentPolicies.Map(api);
        StopAgents.Map(api);
        ListAgentCalls.Map(api);
        ListApprovals.Map(api);
        GetApproval.Map(api);
        ApproveCall.Map(api);
        DenyCall.Map(api);
    }
}
