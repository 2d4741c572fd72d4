using Antiphon.Contract;
using Antiphon.Messages;

namespace Antiphon.Actions;

internal sealed class AddInternalNoteAction(CreateMessage createMessage) : ITicketAction
{
    public async Task<ActionOutcome> RunAsync(ActionArguments arguments, ActionRun run, CancellationToken cancellationToken)
    {
        var (text, html) = (arguments.Text("body_text"), arguments.Html("body_html"));
        if (string.IsNullOrWhiteSpace(text) && string.IsNullOrWhiteSpace(html))
        {
            return ActionOutcome.Wrong("body_text", "Says what the note says.");
        }

        var note = new CreateMessageRequest { Channel = Slugs.InternalNote, Via = run.Setting.Via, FromAgent = true, Public = false, BodyText = text, BodyHtml = html };
        return ActionOutcome.Of(await createMessage.RunAsync(run.TicketId, note, new MessageCause(RuleId: run.Setting.RuleId), run.Actor, cancellationToken));
    }
}

/// <summary>Puts files by for the reply of the same list.</summary>
internal sealed class AddAttachmentsAction : ITicketAction
{
    public Task<ActionOutcome> RunAsync(ActionArguments arguments, ActionRun run, CancellationToken cancellationToken) => Task.FromResult(Add(arguments, run));

    private static ActionOutcome Add(ActionArguments arguments, ActionRun run)
    {
        if (AttachmentArgument.Read(arguments.Find("attachments")) is not { Count: > 0 } files)
        {
            return ActionOutcome.Wrong("attachments", "Lists files with url, name and content_type.");
        }

        if (run.Setting.Replies is Replies.Ignored)
        {
            return ActionOutcome.Skipped("own-body", "The message has files of its own.");
        }

        run.Attachments.AddRange(files);
        return ActionOutcome.Done;
    }
}
