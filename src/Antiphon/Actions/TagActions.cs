using Antiphon.Contract;
using Antiphon.Tickets.Tagging;

namespace Antiphon.Actions;

/// <summary>What the three tag actions share: names in one text or a list, unknown ones are made.</summary>
internal abstract class TagActions(TagChange change, TagTicket tagTicket) : ITicketAction
{
    public async Task<ActionOutcome> RunAsync(ActionArguments arguments, ActionRun run, CancellationToken cancellationToken)
    {
        var names = arguments.Find("tags") is { } tags ? TagArgument.Read(tags).Distinct(StringComparer.Ordinal).ToList() : null;
        return names is null || (names.Count == 0 && change is not TagChange.Set)
            ? ActionOutcome.Wrong("tags", "Names at least one tag.")
            : ActionOutcome.Of(await tagTicket.RunAsync(run.TicketId, change, new TicketTagsRequest(Names: names), run.Actor, cancellationToken));
    }
}

internal sealed class AddTagsAction(TagTicket tagTicket) : TagActions(TagChange.Add, tagTicket);

internal sealed class RemoveTagsAction(TagTicket tagTicket) : TagActions(TagChange.Remove, tagTicket);

internal sealed class SetTagsAction(TagTicket tagTicket) : TagActions(TagChange.Set, tagTicket);
