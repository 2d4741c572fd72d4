using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Tickets;
using Antiphon.Tickets.Changes;

namespace Antiphon.Actions;

/// <summary>Actions that are a change of a ticket's own members, as <c>PUT /api/tickets/{id}</c> makes it.</summary>
internal abstract class TicketFieldActions(UpdateTicket updateTicket) : ITicketAction
{
    public async Task<ActionOutcome> RunAsync(ActionArguments arguments, ActionRun run, CancellationToken cancellationToken)
    {
        var (change, outcome) = Read(arguments);
        return change is null
            ? outcome ?? ActionOutcome.Done
            : ActionOutcome.Of(await updateTicket.RunAsync(run.TicketId, change, withEvents: false, run.Actor, cancellationToken), Cause);
    }

    /// <summary>The cause of a refusal.</summary>
    protected virtual string Cause => "invalid-arguments";

    protected abstract (UpdateTicketRequest? Change, ActionOutcome? Outcome) Read(ActionArguments arguments);
}

internal sealed class SetStatusAction(UpdateTicket updateTicket) : TicketFieldActions(updateTicket)
{
    protected override (UpdateTicketRequest? Change, ActionOutcome? Outcome) Read(ActionArguments arguments) => arguments.Plain("status") is { } status
        ? (new UpdateTicketRequest { Status = status }, null)
        : (null, ActionOutcome.Wrong("status", "Says open or closed."));
}

internal sealed class SetPriorityAction(UpdateTicket updateTicket) : TicketFieldActions(updateTicket)
{
    protected override (UpdateTicketRequest? Change, ActionOutcome? Outcome) Read(ActionArguments arguments) => arguments.Plain("priority") is { } priority
        ? (new UpdateTicketRequest { Priority = priority }, null)
        : (null, ActionOutcome.Wrong("priority", "Says critical, high, normal or low."));
}

internal sealed class SetSubjectAction(UpdateTicket updateTicket) : TicketFieldActions(updateTicket)
{
    protected override (UpdateTicketRequest? Change, ActionOutcome? Outcome) Read(ActionArguments arguments)
    {
        // Variables may bring line breaks and any length; a subject has neither.
        var subject = arguments.Text("subject")?.ReplaceLineEndings(" ").Trim();
        return string.IsNullOrEmpty(subject)
            ? (null, ActionOutcome.Wrong("subject", "Says the new subject."))
            : (new UpdateTicketRequest { Subject = subject.Length > Ticket.MaxSubjectLength ? subject[..Ticket.MaxSubjectLength] : subject }, null);
    }
}

internal sealed class SetAssigneeAction(UpdateTicket updateTicket) : TicketFieldActions(updateTicket)
{
    protected override string Cause => "user-not-found";

    protected override (UpdateTicketRequest? Change, ActionOutcome? Outcome) Read(ActionArguments arguments) =>
        (new UpdateTicketRequest { AssigneeUser = new Optional<ReferenceRequest?>(AssigneeArgument.Read(arguments, "assignee_user")) }, null);
}

internal sealed class SetTeamAssigneeAction(UpdateTicket updateTicket) : TicketFieldActions(updateTicket)
{
    protected override string Cause => "team-not-found";

    protected override (UpdateTicketRequest? Change, ActionOutcome? Outcome) Read(ActionArguments arguments) =>
        (new UpdateTicketRequest { AssigneeTeam = new Optional<ReferenceRequest?>(AssigneeArgument.Read(arguments, "assignee_team")) }, null);
}

/// <summary>Nothing, an empty text and 0 are nobody; anything else that is no id names nobody who exists.</summary>
internal static class AssigneeArgument
{
    public static ReferenceRequest? Read(ActionArguments arguments, string name) =>
        arguments.Find(name) is not { } value || arguments.Plain(name) is "" || (value.ValueKind is System.Text.Json.JsonValueKind.Object && !value.TryGetProperty("id", out _))
            ? null
            : new ReferenceRequest(arguments.Id(name) ?? -1);
}

/// <summary>Moves the ticket to the trash; nothing is deleted.</summary>
internal sealed class TrashTicketAction(UpdateTicket updateTicket, TimeProvider clock) : TicketFieldActions(updateTicket)
{
    protected override (UpdateTicketRequest? Change, ActionOutcome? Outcome) Read(ActionArguments arguments) => (new UpdateTicketRequest { TrashedDatetime = clock.Now() }, null);
}

internal sealed class SnoozeTicketAction(UpdateTicket updateTicket, TimeProvider clock) : TicketFieldActions(updateTicket)
{
    private const int MostDays = 3650;

    protected override (UpdateTicketRequest? Change, ActionOutcome? Outcome) Read(ActionArguments arguments) =>
        Delta(arguments.Plain("snooze_timedelta")?.Trim() ?? "") is { } delta && delta > TimeSpan.Zero && delta.TotalDays <= MostDays
            ? (new UpdateTicketRequest { SnoozeDatetime = clock.Now() + delta }, null)
            : (null, ActionOutcome.Wrong("snooze_timedelta", "Says a time such as 30m, 2h or 1d."));

    private static TimeSpan? Delta(string text) =>
        text.Length is >= 2 and <= 8 && int.TryParse(text.AsSpan(0, text.Length - 1), System.Globalization.NumberStyles.None, null, out var count)
            ? text[^1] switch { 'm' => TimeSpan.FromMinutes(count), 'h' => TimeSpan.FromHours(count), 'd' => TimeSpan.FromDays(count), _ => null }
            : null;
}
