using System.Collections.Concurrent;
using System.Globalization;
using Antiphon.Data;

namespace Antiphon.Agents.Stopping;

/// <summary>What agents are doing on this node at this moment, so that it can be ended from any node.</summary>
internal sealed class RunningCalls
{
    public const string Channel = "antiphon_agents";

    private readonly ConcurrentDictionary<RunningCall, byte> calls = new();

    public RunningCalls(Announcements announcements) => announcements.Subscribe(Channel, Hear);

    /// <summary>How many there are.</summary>
    public int Count => calls.Count;

    /// <summary>The statement that tells every node, to run in the transaction that stops an agent, or all of them.</summary>
    public static Sql Stop(long accountId, long? agentId)
    {
        var payload = $"{accountId}:{agentId}";
        return Announcements.Notify(Channel, payload);
    }

    /// <summary>Notes a call until it is disposed of.</summary>
    public RunningCall Begin(long accountId, long agentId, CancellationToken aborted)
    {
        var call = new RunningCall(accountId, agentId, ended => calls.TryRemove(ended, out _), aborted);
        calls.TryAdd(call, 0);
        return call;
    }

    /// <summary>Ends the calls of this node, without waiting to be told.</summary>
    public void StopHere(long accountId, long? agentId)
    {
        foreach (var call in calls.Keys.Where(call => call.AccountId == accountId && (agentId is null || call.AgentId == agentId)))
        {
            call.Stop();
        }
    }

    private void Hear(string payload)
    {
        var parts = payload.Split(':');
        StopHere(long.Parse(parts[0], CultureInfo.InvariantCulture), parts[1].Length == 0 ? null : long.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}

/// <summary>One call that runs. Its token ends with the request's own, or when the agent is stopped.</summary>
internal sealed class RunningCall : IDisposable
{
    private readonly CancellationTokenSource source;
    private readonly Action<RunningCall> end;
    private readonly Lock gate = new();
    private bool isOver;

    public RunningCall(long accountId, long agentId, Action<RunningCall> end, CancellationToken aborted)
    {
        AccountId = accountId;
        AgentId = agentId;
        this.end = end;
        source = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        Token = source.Token;
    }

    public long AccountId { get; }

    public long AgentId { get; }

    public CancellationToken Token { get; }

    public bool IsStopped { get; private set; }

    public void Stop()
    {
        lock (gate)
        {
            if (isOver)
            {
                return;
            }

            IsStopped = true;
        }

        // Outside of the lock: whoever waits for the token goes on right here, and may end the call.
        source.Cancel();
    }

    public void Dispose()
    {
        lock (gate)
        {
            isOver = true;
        }

        end(this);
        source.Dispose();
    }
}
