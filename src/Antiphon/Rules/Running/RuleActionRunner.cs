using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events.Dispatch;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Language.Rules;
using Antiphon.Messages;
using Antiphon.Tickets.Changes;
using Antiphon.Tickets.Tagging;

namespace Antiphon.Rules.Running;

internal sealed class RuleActionRunner(DeskDb db, UpdateTicket updateTicket, TagTicket tagTicket, CreateMessage createMessage, AutoReplyLimits limits)
{
    public async Task<RuleActionResource> RunAsync(RuleAction action, Rule rule, QueuedEvent queued, Actor actor, CancellationToken cancellationToken)
    {
        _ = rule;
        var arguments = action.ArgumentsAsJson();
        string? Text(string name) => arguments.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
        var id = queued.SubjectId;
        await using var savepoint = await db.BeginAsync(cancellationToken);
        Failure? failure;
        switch (action.Name)
        {
            case "addTags" or "removeTags" or "setTags":
                var change = action.Name switch { "addTags" => TagChange.Add, "setTags" => TagChange.Set, _ => TagChange.Remove };
                var names = (Text("tags") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                failure = (await tagTicket.RunAsync(id, change, new TicketTagsRequest(Names: names), actor, cancellationToken)).Failure;
                break;
            case "setStatus":
                failure = (await updateTicket.RunAsync(id, new UpdateTicketRequest { Status = Text("status") }, false, actor, cancellationToken)).Failure;
                break;
            case "setPriority":
                failure = (await updateTicket.RunAsync(id, new UpdateTicketRequest { Priority = Text("priority") }, false, actor, cancellationToken)).Failure;
                break;
            case "setSubject":
                failure = (await updateTicket.RunAsync(id, new UpdateTicketRequest { Subject = Text("subject") }, false, actor, cancellationToken)).Failure;
                break;
            case "addInternalNote":
                failure = (await createMessage.RunAsync(
                    id, new CreateMessageRequest { Channel = "internal-note", FromAgent = true, Via = "rule", BodyText = Text("body_text"), BodyHtml = Text("body_html") }, null, actor, cancellationToken)).Failure;
                break;
            default:
                return new(action.Name, arguments, "failed", await limits.ReplyObjectionAsync(id, actor, cancellationToken) ?? "unknown-action", null);
        }

        if (failure is not null)
        {
            return new(action.Name, arguments, "failed", failure is Failure.InvalidInput invalid ? invalid.Errors.ToJson().ToJsonString() : failure.GetType().Name, null);
        }

        await savepoint.CommitAsync(cancellationToken);
        return new(action.Name, arguments, "done", null, null);
    }
}
