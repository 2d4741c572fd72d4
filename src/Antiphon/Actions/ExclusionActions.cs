using Antiphon.Tickets.Exclusions;

namespace Antiphon.Actions;

internal sealed class ExcludeFromAutoMergeAction(ExcludeTicket excludeTicket) : ITicketAction
{
    public async Task<ActionOutcome> RunAsync(ActionArguments arguments, ActionRun run, CancellationToken cancellationToken) =>
        ActionOutcome.Of(await excludeTicket.RunAsync(run.TicketId, Exclusion.AutoMerge, run.Actor, cancellationToken));
}

internal sealed class ExcludeFromCsatAction(ExcludeTicket excludeTicket) : ITicketAction
{
    public async Task<ActionOutcome> RunAsync(ActionArguments arguments, ActionRun run, CancellationToken cancellationToken) =>
        ActionOutcome.Of(await excludeTicket.RunAsync(run.TicketId, Exclusion.Csat, run.Actor, cancellationToken));
}
