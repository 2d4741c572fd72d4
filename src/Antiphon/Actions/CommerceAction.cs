namespace Antiphon.Actions;

/// <summary>
/// Actions that change orders, subscriptions and money at a shop. No shop is connected in this version, so they fail when a person wants them; a rule that
/// is not trusted with them skips them in any case (row I09).
/// </summary>
internal sealed class CommerceAction : ITicketAction
{
    public ActionPhase Phase => ActionPhase.External;

    public Task<ActionOutcome> RunAsync(ActionArguments arguments, ActionRun run, CancellationToken cancellationToken) => Task.FromResult(
        run.Setting is { IsRule: true, TrustsCommerce: false }
            ? ActionOutcome.Skipped("commerce-in-rule", "A rule does not run actions of shops.")
            : ActionOutcome.Failed("integration-not-found", "No shop is connected that could do this."));
}
