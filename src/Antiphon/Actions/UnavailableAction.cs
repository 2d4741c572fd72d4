namespace Antiphon.Actions;

/// <summary>Actions of channels and services that no integration of this version brings.</summary>
internal sealed class UnavailableAction : ITicketAction
{
    public Task<ActionOutcome> RunAsync(ActionArguments arguments, ActionRun run, CancellationToken cancellationToken) =>
        Task.FromResult(ActionOutcome.Failed("integration-not-found", "No integration is connected that could do this."));
}
