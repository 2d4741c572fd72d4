using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Actions;

namespace Antiphon.Messages.Acting;

/// <summary>
/// An action of a message as it was sent, with what became of it: <c>status</c> is <c>success</c>, <c>error</c>, <c>skipped</c> or, while a call is
/// made, <c>pending</c>, and <c>error</c> has a <c>cause</c> for programs and a <c>msg</c> for people. One that has not run has neither.
/// </summary>
internal sealed class NotedAction
{
    private const string Status = "status";
    private const string Error = "error";
    private const string Failed = "error";
    private const string Skipped = "skipped";
    private const string Pending = "pending";
    private const string CallId = "call_id";

    private readonly JsonObject stored;
    private readonly bool isExternal;

    private NotedAction(JsonObject stored, ActionCall call, bool isExternal)
    {
        this.stored = stored;
        this.isExternal = isExternal;
        Call = call;
    }

    public ActionCall Call { get; }

    public bool IsOpen => stored[Status] is null;

    public bool HasFailed => (string?)stored[Status] == Failed;

    public bool WasNotTried => (string?)stored[Status] == Skipped && (string?)stored[Error]?["cause"] == RunActions.EarlierFailed;

    public bool Holds => isExternal && HasFailed;

    /// <summary>Whether a call is made for it.</summary>
    public bool Waits => (string?)stored[Status] == Pending;

    public string? Reason => (string?)stored[Error]?["msg"];

    public static NotedAction Read(JsonObject stored, ActionDirectory directory)
    {
        var call = ActionCall.Of(JsonElement.Parse(stored.ToJsonString()));
        return new NotedAction((JsonObject)stored.DeepClone(), call, directory.Find(call.Name)?.Phase is ActionPhase.External);
    }

    /// <summary>An action whose call is made.</summary>
    public static JsonNode Waiting(QueuedCall call) => new JsonObject
    {
        ["name"] = call.Action.Name,
        ["title"] = call.Action.Name,
        ["arguments"] = JsonNode.Parse(call.Action.Arguments.GetRawText()),
        [Status] = Pending,
        [CallId] = call.Id,
    };

    public static void Forget(JsonObject action)
    {
        action.Remove(Status);
        action.Remove(Error);
        action.Remove(CallId);
    }

    public bool WaitsFor(long callId) => Waits && (long?)stored[CallId] == callId;

    public void Forget() => Forget(stored);

    public void PassOver() => stored[Status] = Skipped;

    public void Note(ActionOutcome outcome)
    {
        Forget();
        stored[Status] = outcome.Status switch
        {
            ActionStatus.Done => "success",
            ActionStatus.Failed => Failed,
            ActionStatus.Queued => Pending,
            _ => Skipped,
        };
        if (outcome.CallId is { } call)
        {
            stored[CallId] = call;
        }

        if (outcome.Cause is { } cause)
        {
            stored[Error] = new JsonObject { ["cause"] = cause, ["msg"] = outcome.Message };
        }
    }

    public JsonNode ToJson() => stored.DeepClone();
}
