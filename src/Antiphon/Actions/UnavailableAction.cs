namespace Antiphon.Actions;

/// <summary>Actions of channels that no integration of this version brings. They fail, and say what is missing.</summary>
internal sealed class UnavailableAction(string reason) : ITicketAction
{
    public const string Facebook = "No Facebook page is connected, and this version cannot connect one.";
    public const string ExternalTemplate = "No WhatsApp number is connected whose provider could fill a template, and this version cannot connect one.";

    public Task<ActionOutcome> RunAsync(ActionArguments arguments, ActionRun run, CancellationToken cancellationToken) =>
        Task.FromResult(ActionOutcome.Failed("integration-not-found", reason));
}
