namespace Antiphon.Actions;

/// <summary>In which order kinds of actions run, whatever their order in the list.</summary>
internal enum ActionPhase
{
    /// <summary>Changes of the ticket, in the order of the list.</summary>
    Ticket,

    /// <summary>Calls to others. When one fails, nothing further is called and nothing is sent.</summary>
    External,

    /// <summary>What customers read.</summary>
    Reply,
}

/// <summary>
/// One verb of macros and rules. It reads its arguments leniently and calls the operation that people call as well; it runs in a savepoint of its own, so it
/// may leave half a change behind when it fails.
/// </summary>
internal interface ITicketAction
{
    ActionPhase Phase => ActionPhase.Ticket;

    Task<ActionOutcome> RunAsync(ActionArguments arguments, ActionRun run, CancellationToken cancellationToken);
}
