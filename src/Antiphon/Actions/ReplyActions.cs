using Antiphon.Messages.Acting;
using Antiphon.Messages.Replying;

namespace Antiphon.Actions;

/// <summary>
/// The text of an answer to the customer: sent on the ticket's own channel when a rule or a job acts, handed back as a draft when an agent applies a macro in
/// an editor. Macros call it <c>setResponseText</c>, rules <c>replyToTicket</c>.
/// </summary>
internal sealed class ReplyAction(ReplyToTicket replyToTicket, AwaitCalls awaitCalls) : ITicketAction
{
    public ActionPhase Phase => ActionPhase.Reply;

    public async Task<ActionOutcome> RunAsync(ActionArguments arguments, ActionRun run, CancellationToken cancellationToken)
    {
        if (run.Setting.Replies is Replies.Ignored)
        {
            return ActionOutcome.Skipped("own-body", "The message has a text of its own.");
        }

        var reply = new ActionReply(
            arguments.Text("body_text"), arguments.Html("body_html"), arguments.Addresses("to"), arguments.Addresses("cc"), arguments.Addresses("bcc"));
        if (string.IsNullOrWhiteSpace(reply.BodyText) && string.IsNullOrWhiteSpace(reply.BodyHtml) && run.Attachments.Count == 0)
        {
            return ActionOutcome.Wrong("body_text", "Says what the answer says.");
        }

        run.Reply = reply;
        if (run.Setting.Replies is Replies.Drafted)
        {
            return ActionOutcome.Skipped("draft", "The text is for the agent to send.");
        }

        var text = new ReplyText(reply.BodyText, reply.BodyHtml, run.Attachments, reply.To, reply.Cc, reply.Bcc);
        var sent = await replyToTicket.RunAsync(run.TicketId, text, run.Setting.Via, run.Setting.RuleId, run.Actor, cancellationToken);
        if (sent is { Message: { } message })
        {
            await awaitCalls.RunAsync(message.Id, run.Calls, run.Actor, cancellationToken);
            run.Reply = reply with { MessageId = message.Id };
            return ActionOutcome.Done;
        }

        return ActionOutcome.Failed(sent.Cause!, sent.Reason!);
    }
}
