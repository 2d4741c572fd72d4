using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Identity;

namespace Antiphon.Agents;

/// <summary>What happens to agents is a change of the account: the events page knows no type of their own.</summary>
internal static class AgentEvents
{
    /// <param name="actor">Who did it.</param>
    /// <param name="change">What, such as <c>agent-created</c>.</param>
    /// <param name="agentId">Null for all agents.</param>
    /// <param name="at">When.</param>
    /// <param name="more">What else is to be known.</param>
    public static Sql Of(Actor actor, string change, long? agentId, DateTimeOffset at, JsonObject? more = null)
    {
        var data = new JsonObject { ["change"] = change, ["agent"] = agentId is { } id ? new JsonObject { ["id"] = id } : null };
        foreach (var (name, value) in more ?? [])
        {
            data[name] = value?.DeepClone();
        }

        return EventLog.Of(actor, at, [new(EventType.AccountUpdated, EventObject.Account, actor.AccountId, data)]);
    }
}
