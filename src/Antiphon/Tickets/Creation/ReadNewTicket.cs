using Antiphon.Contract;
using Antiphon.Customers;
using Antiphon.CustomFields.Values;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;
using Antiphon.Messages;

namespace Antiphon.Tickets.Creation;

/// <summary>
/// Reads the body of a new ticket: finds or makes its people, prepares its messages and fills what was left out. Notes everything that is wrong in one
/// pass; the caller's transaction undoes whatever was made when something was.
/// </summary>
internal sealed class ReadNewTicket(DeskDb db, ResolveCustomer resolveCustomer, PrepareMessage prepareMessage, PrepareFieldValues prepareFieldValues)
{
    private const int MostMessages = 500;

    public async Task<NewTicket?> RunAsync(Input<CreateTicketRequest> input, DateTimeOffset now, Actor actor, CancellationToken cancellationToken)
    {
        var request = input.Value;
        var errors = input.Errors;
        var messages = request.Messages;
        errors.Required("messages", messages)
            .NotEmpty("messages", messages?.Count)
            .MaxCount("messages", messages?.Count, MostMessages);
        TicketFields.Check(
            errors, request.Status, request.Priority, request.Channel, request.Via, request.Subject, request.ExternalId, request.Language, request.Meta, request.Tags);
        var assigneeUserId = TicketFields.Assignee(request.AssigneeUser);
        var assigneeTeamId = TicketFields.Assignee(request.AssigneeTeam);
        await TicketFields.CheckAssigneesAsync(db, errors, assigneeUserId, assigneeTeamId, actor.AccountId, cancellationToken);
        await CheckSplitAsync(errors, request.SplitFrom, actor, cancellationToken);
        var wishes = FieldValueWish.Of(request.CustomFields, errors.Under("custom_fields"));
        var fields = await prepareFieldValues.RunAsync(FieldHolder.Ticket, wishes, FieldMap.Empty, actor.AccountId, cancellationToken);
        if (messages is null or { Count: 0 or > MostMessages })
        {
            return null;
        }

        var customerId = await CustomerAsync(request, errors, actor, cancellationToken);
        var prepared = await PrepareAsync(request, messages, customerId, errors, now, actor, cancellationToken);
        if (errors.Any)
        {
            return null;
        }

        var first = prepared[0];
        var summary = TicketSummary.Of(prepared);
        var isSnoozed = request.SnoozeDatetime is not null;
        var isClosed = request.Status == "closed" || isSnoozed || request.ClosedDatetime is not null;
        return new()
        {
            Messages = prepared,
            Fields = fields,
            Status = isClosed ? "closed" : "open",
            Priority = request.Priority ?? "normal",
            Channel = request.Channel ?? first.Channel,
            Via = request.Via ?? messages[0].Via ?? "api",
            FromAgent = request.FromAgent ?? first.FromAgent,
            CustomerId = customerId ?? CustomerOf(prepared),
            AssigneeUserId = assigneeUserId,
            AssigneeTeamId = assigneeTeamId,
            ExternalId = request.ExternalId,
            Language = request.Language ?? LanguageGuess.Of(prepared.Select(message => message.BodyText)),
            Subject = request.Subject ?? messages[0].Subject,
            Meta = request.Meta,
            Spam = request.Spam is true,
            Imported = request.Imported is true,
            SplitFrom = request.SplitFrom,
            Excerpt = summary.Excerpt,
            MessagesCount = summary.MessagesCount,
            LastSentMessageNotDelivered = summary.LastSentMessageNotDelivered,
            IntegrationIds = summary.IntegrationIds,
            CreatedAt = request.CreatedDatetime ?? now,
            ProcessedAt = now,
            UpdatedAt = request.UpdatedDatetime ?? now,
            OpenedAt = request.OpenedDatetime,
            LastReceivedMessageAt = request.LastReceivedMessageDatetime ?? summary.LastReceivedMessageAt,
            LastMessageAt = request.LastMessageDatetime ?? summary.LastMessageAt,
            ClosedAt = isClosed ? request.ClosedDatetime ?? now : null,
            TrashedAt = request.TrashedDatetime,
            SnoozeAt = request.SnoozeDatetime,
        };
    }

    private async Task CheckSplitAsync(FieldErrors errors, long? splitFrom, Actor actor, CancellationToken cancellationToken)
    {
        if (splitFrom is { } source)
        {
            var exists = await db.SingleAsync($"select exists (select from tickets where account_id = {actor.AccountId} and id = {source})", row => row.GetBoolean(0), cancellationToken);
            errors.AddIf(!exists, "split_from", $"Ticket {source} does not exist.");
        }
    }

    private async Task<long?> CustomerAsync(CreateTicketRequest request, FieldErrors errors, Actor actor, CancellationToken cancellationToken)
    {
        var (reference, field) = request.Customer is { } customer ? (customer, "customer") : (request.Requester, "requester");
        return reference is null ? null : (await resolveCustomer.RunAsync(reference, errors.Under(field), actor, cancellationToken))?.Id;
    }

    private async Task<List<PreparedMessage>> PrepareAsync(
        CreateTicketRequest request,
        IReadOnlyList<CreateMessageRequest> messages,
        long? customerId,
        FieldErrors errors,
        DateTimeOffset now,
        Actor actor,
        CancellationToken cancellationToken)
    {
        var prepared = new List<PreparedMessage>(messages.Count);
        var lookups = new MessageLookups();
        for (var i = 0; i < messages.Count; i++)
        {
            var setting = new MessageSetting
            {
                // Whoever the first messages brought in is whom the later ones are about.
                CustomerId = customerId ?? CustomerOf(prepared),
                Channel = request.Channel,
                FromAgent = request.FromAgent,
                Via = request.Via,
                IsNewTicket = true,
                Lookups = lookups,
                Subject = request.Subject,
                TicketSubject = request.Subject ?? messages[0].Subject,
                Imported = request.Imported is true,
                Now = now,
            };
            if (await prepareMessage.RunAsync(messages[i], errors.Under("messages").Under(i), setting, actor, cancellationToken) is { } message)
            {
                prepared.Add(message);
            }
        }

        return prepared;
    }

    private static long? CustomerOf(IEnumerable<PreparedMessage> messages) =>
        messages.FirstOrDefault(message => message.SenderCustomerId is not null)?.SenderCustomerId ?? messages.FirstOrDefault(message => message.ReceiverCustomerId is not null)?.ReceiverCustomerId;
}
