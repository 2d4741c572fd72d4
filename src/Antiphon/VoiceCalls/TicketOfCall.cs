using Antiphon.Accounts;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Files;
using Antiphon.Files.Copying;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;
using Antiphon.Messages;
using Antiphon.Tickets.Changes;
using Antiphon.Tickets.Creation;
using Antiphon.Tickets.Tagging;

namespace Antiphon.VoiceCalls;

/// <summary>Where a call is told.</summary>
internal readonly record struct ToldCall(long TicketId, long MessageId);

/// <summary>
/// Tells a call to the desk: as a message of the open phone ticket of the customer, or of a new one, with the recordings attached, then the note, the tags and the
/// assignee. Missed calls and voicemails are tagged, and their tickets open.
/// </summary>
internal sealed class TicketOfCall(DeskDb db, CreateTicket createTicket, CreateMessage createMessage, UpdateTicket updateTicket, TagTicket tagTicket, CopyFiles copyFiles)
{
    private const string MissedTag = "missed-call";
    private const string VoicemailTag = "voicemail";

    public async Task<Result<ToldCall>> RunAsync(CheckedCall call, long customer, FieldErrors errors, Switches switches, DateTimeOffset now, Actor actor, CancellationToken cancellationToken)
    {
        var message = MessageOf(call, customer, now);
        var ticket = call.Request.TicketId ?? await OpenAsync(customer, actor, cancellationToken);
        var told = ticket is { } there
            ? await ThreadAsync(there, message, call, errors, actor, cancellationToken)
            : await OpenTicketAsync(message, call, customer, errors, switches, actor, cancellationToken);
        if (told.Failure is not null)
        {
            return told;
        }

        foreach (var recording in call.Request.Recordings ?? [])
        {
            if (FileAddress.ResourceNameIn(recording.Url, actor.AccountId) is null)
            {
                await copyFiles.AskAsync(actor.AccountId, told.Value.MessageId, recording.Url!, FileType.Recording, cancellationToken);
            }
        }

        if (!string.IsNullOrWhiteSpace(call.Request.Note))
        {
            var note = new CreateMessageRequest { Channel = Slugs.InternalNote, FromAgent = true, Public = false, Via = "phone", BodyText = call.Request.Note, Sender = AgentOf(call) };
            if ((await createMessage.RunAsync(told.Value.TicketId, new Input<CreateMessageRequest>(note, errors.Under("note")), default, actor, cancellationToken)).Failure is { } refused)
            {
                return refused;
            }
        }

        return told;
    }

    private static CreateMessageRequest MessageOf(CheckedCall call, long customer, DateTimeOffset now)
    {
        var request = call.Request;
        MessageAddressRequest source = new(null, call.From), destination = new(null, call.To);
        return new()
        {
            Channel = "phone",
            Via = "phone",
            FromAgent = call.IsOutbound,
            Sender = call.IsOutbound ? AgentOf(call) : new PersonRequest { Id = customer },
            Receiver = call.IsOutbound ? new PersonRequest { Id = customer } : null,
            Source = new MessageSourceRequest("phone", source, [destination]),
            IntegrationId = call.IntegrationId,
            Subject = TellCall.Subject(request, call.CustomerNumber),
            BodyText = TellCall.Text(request, call.From, call.To),
            ExternalId = request.ExternalId,
            CreatedDatetime = request.StartedDatetime ?? now,
            Attachments = request.Recordings is { Count: > 0 } recordings ? [.. recordings.Select(AttachmentOf)] : null,
        };
    }

    private static AttachmentRequest AttachmentOf(VoiceRecordingRequest recording)
    {
        var name = FileFacts.NameOf(new Uri(recording.Url!).AbsolutePath);
        return new AttachmentRequest(recording.Url, name, FileFacts.TypeOf(null, name) is FileFacts.Binary ? "audio/mpeg" : FileFacts.TypeOf(null, name), Public: false);
    }

    private static PersonRequest? AgentOf(CheckedCall call) => call.AgentId is { } agent ? new PersonRequest { Id = agent } : null;

    private Task<long?> OpenAsync(long customer, Actor actor, CancellationToken cancellationToken) => db.FirstOrDefaultAsync<long?>(
        $"""
        select id from tickets where account_id = {actor.AccountId} and customer_id = {customer} and status = 'open' and channel = 'phone' and not spam and trashed_at is null
        order by created_at desc, id desc limit 1 for no key update
        """,
        row => row.GetInt64(0),
        cancellationToken);

    private async Task<Result<ToldCall>> ThreadAsync(long ticket, CreateMessageRequest message, CheckedCall call, FieldErrors errors, Actor actor, CancellationToken cancellationToken)
    {
        var said = await createMessage.RunAsync(ticket, new Input<CreateMessageRequest>(message, errors), default, actor, cancellationToken);
        if (said.Failure is { } failure)
        {
            return failure;
        }

        if (await TagAsync(ticket, call, errors, actor, cancellationToken) is { } refused)
        {
            return refused;
        }

        var (user, team) = (call.Request.AssigneeUser, call.Request.AssigneeTeam);
        if (user is not null || team is not null)
        {
            var changes = new UpdateTicketRequest { AssigneeUser = user is null ? default : new(user), AssigneeTeam = team is null ? default : new(team) };
            if ((await updateTicket.ChangeAsync(ticket, new Input<UpdateTicketRequest>(changes, errors), actor, cancellationToken)).Failure is { } unassigned)
            {
                return unassigned;
            }
        }

        return new ToldCall(ticket, said.Value.Id);
    }

    private async Task<Failure?> TagAsync(long ticket, CheckedCall call, FieldErrors errors, Actor actor, CancellationToken cancellationToken)
    {
        var tags = TagsOf(call);
        var wanted = new TicketTagsRequest([.. tags.Where(tag => tag.Name is null).Select(tag => tag.Id).OfType<long>()], [.. tags.Select(tag => tag.Name).OfType<string>()]);
        return tags.Count == 0 ? null : (await tagTicket.RunAsync(ticket, TagChange.Add, new Input<TicketTagsRequest>(wanted, errors.Under("tags")), actor, cancellationToken)).Failure;
    }

    private async Task<Result<ToldCall>> OpenTicketAsync(
        CreateMessageRequest message, CheckedCall call, long customer, FieldErrors errors, Switches switches, Actor actor, CancellationToken cancellationToken)
    {
        var request = new CreateTicketRequest
        {
            Channel = "phone",
            Via = "phone",
            FromAgent = call.IsOutbound,
            Customer = new PersonRequest { Id = customer },
            Subject = message.Subject,
            Status = call.Request.Resolved is true && !TellCall.IsMissed(call.Request) ? "closed" : "open",
            Tags = TagsOf(call),
            AssigneeUser = call.Request.AssigneeUser,
            AssigneeTeam = call.Request.AssigneeTeam,
            Messages = [message],
        };
        var created = await createTicket.RunAsync(new Input<CreateTicketRequest>(request, errors), switches, actor, cancellationToken);
        return created.Map(made => new ToldCall(made.Detail.Ticket.Id, made.Detail.Messages.Last(said => said.ExternalId == message.ExternalId).Id));
    }

    private static List<TicketTagRequest> TagsOf(CheckedCall call)
    {
        var tags = (call.Request.Tags ?? []).ToList();
        if (!call.IsOutbound && TellCall.IsMissed(call.Request))
        {
            tags.Add(new TicketTagRequest(TellCall.HasVoicemail(call.Request) ? VoicemailTag : MissedTag));
        }

        return tags;
    }
}
