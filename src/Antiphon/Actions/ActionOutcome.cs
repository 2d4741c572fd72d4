using System.Text.Json.Nodes;
using Antiphon.Http;

namespace Antiphon.Actions;

internal enum ActionStatus
{
    Done,
    Skipped,
    Failed,

    /// <summary>A call to others that is made when everything is committed.</summary>
    Queued,
}

/// <summary>What became of one action. A cause is a word for programs (the events page lists those of the original), a message is for people.</summary>
internal sealed record ActionOutcome(ActionStatus Status, string? Cause = null, string? Message = null)
{
    public static readonly ActionOutcome Done = new(ActionStatus.Done);

    /// <summary>The call that the outcome waits for.</summary>
    public long? CallId { get; init; }

    /// <summary>What the event of the action says beside its name.</summary>
    public JsonObject? Details { get; init; }

    public static ActionOutcome Queued(long callId) => new(ActionStatus.Queued) { CallId = callId };

    public static ActionOutcome Skipped(string cause, string message) => new(ActionStatus.Skipped, cause, message);

    public static ActionOutcome Failed(string cause, string message) => new(ActionStatus.Failed, cause, message);

    /// <summary>The status as the wire says it.</summary>
    public string Word => Status.ToString().ToLowerInvariant();

    /// <summary>An argument that is not there or makes no sense.</summary>
    public static ActionOutcome Wrong(string argument, string message) => Failed("invalid-arguments", $"{argument}: {message}");

    /// <summary>The outcome of an operation that an action called.</summary>
    public static ActionOutcome Of<T>(Result<T> result, string cause = "invalid-arguments") => result.Failure switch
    {
        null => Done,
        Failure.InvalidInput invalid => Failed(cause, string.Join(' ', invalid.Errors.Lines())),
        Failure.Missing => Failed("not-found", "What the action is about does not exist."),
        Failure.Refused refused => Failed("forbidden", refused.Message ?? "Forbidden."),
        Failure.Conflicting conflict => Failed("conflict", conflict.Message ?? "Something stands in the way."),
        _ => Failed("failed", "The action could not be done."),
    };
}
