using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Agents.Stopping;

/// <summary>
/// The kill switch, of one agent or of all. Whoever commits for an agent shares a lock that is taken here, so when a stop is answered nothing of the agent is
/// committed any more, on any node; what runs is ended by an announcement.
/// </summary>
internal sealed class StopAgents(DeskDb db, TimeProvider clock, RunningCalls runningCalls, GetAgent getAgent)
{
    private const string Msg = "Failed to stop or resume agents";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/agents/{id:long}/stop", (long id, Actor actor, StopAgents stop, CancellationToken cancellationToken) => stop.AnswerAsync(id, isStop: true, actor, cancellationToken))
            .WithName("StopAgent").RequireScope(Scope.AccountWrite, Right.Administer).Extension().Writes(EventType.AccountUpdated).Produces<AgentResource>();
        api.MapPost("/agents/{id:long}/resume", (long id, Actor actor, StopAgents stop, CancellationToken cancellationToken) => stop.AnswerAsync(id, isStop: false, actor, cancellationToken))
            .WithName("ResumeAgent").RequireScope(Scope.AccountWrite, Right.Administer).Extension().Writes(EventType.AccountUpdated).Produces<AgentResource>();
        api.MapPost("/agents/stop", (Actor actor, StopAgents stop, CancellationToken cancellationToken) => stop.AnswerAllAsync(isStop: true, actor, cancellationToken))
            .WithName("StopAllAgents").RequireScope(Scope.AccountWrite, Right.Administer).Extension().Writes(EventType.AccountUpdated).Produces<AgentSwitchResource>();
        api.MapPost("/agents/resume", (Actor actor, StopAgents stop, CancellationToken cancellationToken) => stop.AnswerAllAsync(isStop: false, actor, cancellationToken))
            .WithName("ResumeAllAgents").RequireScope(Scope.AccountWrite, Right.Administer).Extension().Writes(EventType.AccountUpdated).Produces<AgentSwitchResource>();
    }

    /// <summary>Stops or resumes one agent. An agent that is resumed still waits while all are stopped.</summary>
    public async Task<Result<Agent>> RunAsync(long id, bool isStop, Actor actor, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        await using var transaction = await db.BeginAsync(cancellationToken);
        await db.ExecuteAsync(StopLock.Take(actor.AccountId, id), cancellationToken);
        var changed = await db.ExecuteAsync(
            isStop
                ? Sql.Of($"update agents set stopped_at = coalesce(stopped_at, {now}) where account_id = {actor.AccountId} and id = {id} and revoked_at is null")
                : Sql.Of($"update agents set stopped_at = null where account_id = {actor.AccountId} and id = {id} and revoked_at is null"),
            cancellationToken);
        if (changed == 0)
        {
            return Failure.NotFound();
        }

        await TellAsync(id, isStop, isStop ? "agent-stopped" : "agent-resumed", now, actor, cancellationToken);
        var after = await getAgent.RunAsync(id, actor, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        EndHere(id, isStop, actor);
        return after;
    }

    /// <summary>Stops or resumes all agents of the account, those that are made later too.</summary>
    public async Task<Result<AgentSwitchResource>> RunAllAsync(bool isStop, Actor actor, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        DateTimeOffset? stopped = isStop ? now : null;
        await using var transaction = await db.BeginAsync(cancellationToken);
        await db.ExecuteAsync(StopLock.Take(actor.AccountId, null), cancellationToken);
        await db.ExecuteAsync(
            $"""
            insert into agent_switches as switches (account_id, stopped_at) values ({actor.AccountId}, {stopped})
            on conflict (account_id) do update set stopped_at = excluded.stopped_at
            """,
            cancellationToken);
        await TellAsync(null, isStop, isStop ? "agents-stopped" : "agents-resumed", now, actor, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        EndHere(null, isStop, actor);
        return new AgentSwitchResource(stopped);
    }

    private async Task<IResult> AnswerAsync(long id, bool isStop, Actor actor, CancellationToken cancellationToken) =>
        (await RunAsync(id, isStop, actor, cancellationToken)).ToOk(Msg, agent => agent.ToResource());

    private async Task<IResult> AnswerAllAsync(bool isStop, Actor actor, CancellationToken cancellationToken) =>
        (await RunAllAsync(isStop, actor, cancellationToken)).ToOk(Msg, state => state);

    private async Task TellAsync(long? id, bool isStop, string change, DateTimeOffset now, Actor actor, CancellationToken cancellationToken)
    {
        await db.ExecuteAsync(AgentEvents.Of(actor, change, id, now), cancellationToken);
        if (isStop)
        {
            await db.ExecuteAsync(RunningCalls.Stop(actor.AccountId, id), cancellationToken);
        }
    }

    private void EndHere(long? id, bool isStop, Actor actor)
    {
        if (isStop)
        {
            runningCalls.StopHere(actor.AccountId, id);
        }
    }
}
