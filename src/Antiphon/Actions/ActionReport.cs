using System.Text.Json.Nodes;
using Antiphon.Contract;

namespace Antiphon.Actions;

/// <summary>One action of a run and what became of it.</summary>
internal sealed record ActionResult(string Name, ActionOutcome Outcome, IReadOnlyList<string> Missing);

/// <summary>A whole run, in the order of the list.</summary>
internal sealed record ActionReport(IReadOnlyList<ActionResult> Actions, ActionReply? Reply, IReadOnlyList<AttachmentRequest> Attachments)
{
    /// <summary>The member <c>failed_actions</c> of events.</summary>
    public JsonArray FailedActions() => new([.. Actions.Where(action => action.Outcome.Status is ActionStatus.Failed).Select(action => (JsonNode)new JsonObject
    {
        ["name"] = action.Name,
        ["cause"] = action.Outcome.Cause,
    })]);
}
