using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Actions;
using Antiphon.Data;

namespace Antiphon.Messages.Acting;

/// <summary>The actions of a message as they are stored, in the order in which they were sent.</summary>
internal sealed class NotedActions
{
    private readonly List<NotedAction> actions;

    private NotedActions(List<NotedAction> actions) => this.actions = actions;

    public bool IsEmpty => actions.Count == 0;

    public bool HasFailed => actions.Exists(action => action.HasFailed);

    /// <summary>Whether a call to others failed: the message must not leave as if it had been made.</summary>
    public bool Holds => actions.Exists(action => action.Holds);

    /// <summary>Whether calls are made of which nobody knows yet how they end.</summary>
    public bool Waits => actions.Exists(action => action.Waits);

    /// <summary>Why it does not leave.</summary>
    public string Reason => actions.Find(action => action.Holds) is { } failed ? $"The action {failed.Call.Name} failed: {failed.Reason}" : "";

    /// <summary>Those that have not run.</summary>
    public IReadOnlyList<NotedAction> Open => [.. actions.Where(action => action.IsOpen)];

    public static NotedActions Read(Jsonb stored, ActionDirectory directory) =>
        new(stored.Text is { } text && JsonNode.Parse(text) is JsonArray list ? [.. list.OfType<JsonObject>().Select(action => NotedAction.Read(action, directory))] : []);

    /// <summary>A request's list before anything ran: what a client sends back of an earlier run counts for nothing.</summary>
    public static Jsonb Fresh(JsonElement? sent)
    {
        if (sent is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() == 0)
        {
            return default;
        }

        var fresh = JsonNode.Parse(list.GetRawText())!.AsArray();
        foreach (var action in fresh)
        {
            NotedAction.Forget(action!.AsObject());
        }

        return new Jsonb(fresh.ToJsonString(JsonSerializerOptions.Web));
    }

    /// <summary>Actions whose calls are made.</summary>
    public static Jsonb Waiting(IEnumerable<QueuedCall> calls) => new(new JsonArray([.. calls.Select(NotedAction.Waiting)]).ToJsonString(JsonSerializerOptions.Web));

    /// <summary>Notes how calls ended. False when nothing waits for any of them.</summary>
    public bool End(IEnumerable<(long Id, ActionOutcome Outcome)> ended)
    {
        var found = false;
        foreach (var (id, outcome) in ended)
        {
            if (actions.Find(action => action.WaitsFor(id)) is { } called)
            {
                called.Note(outcome);
                found = true;
            }
        }

        return found;
    }

    /// <summary>Lets what failed, and what was not tried because of it, run again.</summary>
    public void Reopen() => actions.FindAll(action => action.HasFailed || action.WasNotTried).ForEach(action => action.Forget());

    /// <summary>Counts what failed as skipped, and lets what was not tried because of it run.</summary>
    public void PassOver()
    {
        actions.FindAll(action => action.WasNotTried).ForEach(action => action.Forget());
        actions.FindAll(action => action.HasFailed).ForEach(action => action.PassOver());
    }

    public Jsonb ToJson() => new(new JsonArray([.. actions.Select(action => action.ToJson())]).ToJsonString(JsonSerializerOptions.Web));
}
