using Antiphon.Actions;
using Antiphon.Contract;

namespace Antiphon.Macros.Applying;

/// <summary>The wire's form of a run.</summary>
internal static class MacroApplications
{
    public static MacroApplicationResource ToResource(ActionReport report, long ticketId, long macroId) => new(
        macroId,
        ticketId,
        [.. report.Actions.Select(action => new ActionResultResource(action.Name, action.Outcome.Word, action.Outcome.Cause, action.Outcome.Message, action.Missing, action.Outcome.CallId))],
        [.. report.Actions.SelectMany(action => action.Missing).Distinct(StringComparer.Ordinal)],
        report.Reply is null && report.Attachments.Count == 0
            ? null
            : new MacroReplyResource(report.Reply?.BodyText, report.Reply?.BodyHtml, report.Reply?.To ?? [], report.Reply?.Cc ?? [], report.Reply?.Bcc ?? [], report.Attachments, report.Reply?.MessageId));
}
