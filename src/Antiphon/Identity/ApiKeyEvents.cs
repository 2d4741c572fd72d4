using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;

namespace Antiphon.Identity;

/// <summary>What happens to keys is a change of the account: the events page knows no type of their own.</summary>
internal static class ApiKeyEvents
{
    public static Sql Of(Actor actor, string change, long keyId, string name, DateTimeOffset at) => EventLog.Of(
        actor, at, [new(EventType.AccountUpdated, EventObject.Account, actor.AccountId, new JsonObject { ["change"] = change, ["api_key"] = new JsonObject { ["id"] = keyId, ["name"] = name } })]);
}
