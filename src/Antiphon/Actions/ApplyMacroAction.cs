using Antiphon.Macros.Applying;

namespace Antiphon.Actions;

/// <summary>Runs a macro's actions in place of itself.</summary>
internal sealed class ApplyMacroAction(ApplyMacro applyMacro) : ITicketAction
{
    // A macro may name a macro, and that one the first.
    private const int Deepest = 3;

    public ActionPhase Phase => ActionPhase.Reply;

    public async Task<ActionOutcome> RunAsync(ActionArguments arguments, ActionRun run, CancellationToken cancellationToken)
    {
        if (MacroArgument.Read(arguments.Source) is not { } macro)
        {
            return ActionOutcome.Wrong("macro_id", "Names a macro.");
        }

        if (run.Setting.Depth >= Deepest)
        {
            return ActionOutcome.Failed("too-deep", "Macros apply macros that apply macros.");
        }

        // A message that names the macro among its actions does not wait for the macro's calls.
        var applied = await applyMacro.RunAsync(run.TicketId, macro, run.Setting with { Depth = run.Setting.Depth + 1, HeldMessageId = null, HeldPolicy = null }, cancellationToken);
        if (applied.Failure is not null)
        {
            return ActionOutcome.Failed("macro-not-found", $"Macro {macro} does not exist.");
        }

        run.Reply = applied.Value.Reply ?? run.Reply;
        run.Attachments.AddRange(applied.Value.Attachments);
        var failed = applied.Value.Actions.Where(action => action.Outcome.Status is ActionStatus.Failed).Select(action => action.Name).ToList();
        // What succeeded inside stays: the macro itself was applied.
        return failed.Count == 0 ? ActionOutcome.Done : new ActionOutcome(ActionStatus.Done, "partly", $"Failed inside: {string.Join(", ", failed)}.");
    }
}
