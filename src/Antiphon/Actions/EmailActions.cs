using System.Text;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Messages;
using Antiphon.Messages.Bodies;
using Antiphon.Messages.Replying;

namespace Antiphon.Actions;

/// <summary>An e-mail to anybody, as a message of the ticket.</summary>
internal sealed class SendEmailAction(WriteEmail writeEmail) : ITicketAction
{
    public ActionPhase Phase => ActionPhase.Reply;

    public Task<ActionOutcome> RunAsync(ActionArguments arguments, ActionRun run, CancellationToken cancellationToken) =>
        writeEmail.RunAsync(new EmailText(arguments.Text("subject")?.ReplaceLineEndings(" "), arguments.Text("body_text"), arguments.Html("body_html")), arguments, run, cancellationToken);
}

/// <summary>The same with the conversation below it.</summary>
internal sealed class ForwardByEmailAction(DeskDb db, WriteEmail writeEmail) : ITicketAction
{
    private const int MostMessages = 50;
    private const int MostText = 200_000;

    public ActionPhase Phase => ActionPhase.Reply;

    public async Task<ActionOutcome> RunAsync(ActionArguments arguments, ActionRun run, CancellationToken cancellationToken)
    {
        var ticket = await db.FirstOrDefaultAsync(
            $"select coalesce(subject, '') from tickets where account_id = {run.Actor.AccountId} and id = {run.TicketId}", row => row.GetString(0), cancellationToken);
        var conversation = await ConversationAsync(run, cancellationToken);
        var (text, html) = (arguments.Text("body_text"), arguments.Html("body_html"));
        var whole = new EmailText(
            $"Fwd: {ticket}",
            (text ?? (html is null ? "" : HtmlToText.Convert(html))) + conversation,
            html is null ? null : html + TextToHtml.Convert(conversation));
        return await writeEmail.RunAsync(whole, arguments, run, cancellationToken);
    }

    private async Task<string> ConversationAsync(ActionRun run, CancellationToken cancellationToken)
    {
        var messages = await db.ListAsync(
            $"""
            select created_at, coalesce(source -> 'from' ->> 'address', ''), left(coalesce(stripped_text, body_text, ''), {MostText}) from messages
            where account_id = {run.Actor.AccountId} and ticket_id = {run.TicketId} and public and deleted_at is null order by created_at desc, id desc limit {MostMessages}
            """,
            row => (At: row.Time(0), From: row.GetString(1), Text: row.GetString(2)),
            cancellationToken);
        var text = new StringBuilder();
        foreach (var message in messages.Where(message => text.Length + message.Text.Length <= MostText))
        {
            text.Append($"\n\n---------- Forwarded message ----------\nFrom: {message.From}\nDate: {message.At:yyyy-MM-dd HH:mm} UTC\n\n{message.Text}");
        }

        return text.ToString();
    }
}

internal sealed record EmailText(string? Subject, string? BodyText, string? BodyHtml);

/// <summary>What the e-mails of actions share: addresses from the arguments, the company's address, and a message that is queued.</summary>
internal sealed class WriteEmail(CreateMessage createMessage, CompanyAddress companyAddress, AutoReplyLimits limits)
{
    public async Task<ActionOutcome> RunAsync(EmailText email, ActionArguments arguments, ActionRun run, CancellationToken cancellationToken)
    {
        if (run.Setting.Replies is not Replies.Sent)
        {
            return ActionOutcome.Skipped("draft", "Only what is applied with sending sends e-mails.");
        }

        if (arguments.Addresses("to") is not { Count: > 0 } to)
        {
            return ActionOutcome.Failed("no-recipient", "to: Names at least one address.");
        }

        foreach (var receiver in run.Setting.IsRule ? to : [])
        {
            if (receiver.Address is { } address && await limits.MailObjectionAsync(address, run.Actor, cancellationToken) is { } objection)
            {
                return ActionOutcome.Failed(objection, $"Rules have written too often to {address} within the hour.");
            }
        }

        if (await companyAddress.FindAsync(null, run.Actor, cancellationToken) is not { } from)
        {
            return ActionOutcome.Failed("integration-not-found", "No e-mail address of the company is connected.");
        }

        var (cc, bcc) = (arguments.Addresses("cc"), arguments.Addresses("bcc"));
        var request = new CreateMessageRequest
        {
            Channel = "email",
            FromAgent = true,
            Via = run.Setting.Via,
            Subject = string.IsNullOrWhiteSpace(email.Subject) ? null : email.Subject.Length > MessageFields.MaxSubjectLength ? email.Subject[..MessageFields.MaxSubjectLength] : email.Subject,
            BodyText = email.BodyText,
            BodyHtml = email.BodyHtml,
            Attachments = run.Attachments.Count > 0 ? run.Attachments : null,
            Source = new MessageSourceRequest(From: from, To: to, Cc: cc.Count > 0 ? cc : null, Bcc: bcc.Count > 0 ? bcc : null),
        };
        return ActionOutcome.Of(await createMessage.RunAsync(run.TicketId, request, new MessageCause(RuleId: run.Setting.RuleId), run.Actor, cancellationToken), "no-recipient");
    }
}
