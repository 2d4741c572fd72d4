using Antiphon.Accounts;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;

namespace Antiphon.VoiceCalls;

/// <summary>
/// Takes in a call that is over: the call, what happened in it and its recordings, and a ticket that tells it to the desk. All of it is one transaction, and the same call
/// sent again is the call that is there.
/// </summary>
internal sealed class CreateVoiceCall(DeskDb db, TimeProvider clock, CheckCall checkCall, CallerOfCall callerOfCall, TicketOfCall ticketOfCall, GetVoiceCall getVoiceCall)
{
    private const string OutcomeHeader = "Antiphon-Outcome";

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPost("/phone/voice-calls", HandleAsync).RequireScope(Scope.TicketsWrite, Right.HandleTickets).Extension()
        .Writes(
            EventType.TicketCreated, EventType.TicketMessageCreated, EventType.TicketUpdated, EventType.TicketTagsAdded, EventType.CustomerCreated, EventType.IncomingPhoneCall,
            EventType.OutgoingPhoneCall, EventType.MissedPhoneCall, EventType.CompletedPhoneCall)
        .Produces<VoiceCallResource>(StatusCodes.Status201Created);

    private static async Task<IResult> HandleAsync(Input<CreateVoiceCallRequest> input, Actor actor, CreateVoiceCall create, HttpContext http, CancellationToken cancellationToken)
    {
        var result = await create.RunAsync(input, http.Account().Switches, actor, cancellationToken);
        if (result.Failure is null)
        {
            http.Response.Headers[OutcomeHeader] = result.Value.IsNew ? "created" : "existing";
        }

        return result.ToCreated("Failed to create voice call", created => created.Call.Resource);
    }

    public async Task<Result<(VoiceCall Call, bool IsNew)>> RunAsync(Input<CreateVoiceCallRequest> input, Switches switches, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        if (await checkCall.RunAsync(input.Value, switches.PhoneRegion, input.Errors, actor, cancellationToken) is not { } call)
        {
            return Failure.Invalid(input.Errors);
        }

        var now = clock.Now();
        // Of two that post the same call the second waits here until the first is done.
        if (await InsertAsync(call, now, actor, cancellationToken) is not { } id)
        {
            var there = await db.SingleAsync(
                $"select id from voice_calls where account_id = {actor.AccountId} and provider = {call.Provider} and external_id = {call.Request.ExternalId}", row => row.GetInt64(0), cancellationToken);
            return (await getVoiceCall.RunAsync(there, actor, cancellationToken)).Map(found => (found, false));
        }

        if (await callerOfCall.RunAsync(call, switches.PhoneRegion, input.Errors, actor, cancellationToken) is not { } customer || input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        var told = await ticketOfCall.RunAsync(call, customer, input.Errors, switches, now, actor, cancellationToken);
        if (told.Failure is { } failure)
        {
            return failure;
        }

        await StorePartsAsync(id, call, customer, told.Value, now, actor, cancellationToken);
        var created = await getVoiceCall.RunAsync(id, actor, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return created.Map(made => (made, true));
    }

    private Task<long?> InsertAsync(CheckedCall call, DateTimeOffset now, Actor actor, CancellationToken cancellationToken)
    {
        var request = call.Request;
        var isMissed = TellCall.IsMissed(request);
        return db.FirstOrDefaultAsync<long?>(
            $"""
            insert into voice_calls (account_id, integration_id, external_id, provider, direction, status, termination_status, source, destination, country_source, country_destination, duration, wait_seconds,
              phone_number_id, queue_id, answered_by, outcome, transcript, resolved, deflected, attributed_revenue, cost, currency, started_at, created_at, updated_at)
            values ({actor.AccountId}, {call.IntegrationId}, {request.ExternalId}, {call.Provider}, {request.Direction},
              {request.Status ?? (isMissed && !call.IsOutbound ? VoiceCallWords.Missed : VoiceCallWords.Completed)}, {request.TerminationStatus ?? (isMissed ? VoiceCallWords.Missed : "answered")},
              {call.From}, {call.To}, {request.CountrySource}, {request.CountryDestination}, {request.Duration}, {request.WaitTime}, {request.PhoneNumberId}, {request.QueueId}, {call.AgentId}, {request.Outcome},
              {request.Transcript}, {request.Resolved}, {request.Deflected}, {request.AttributedRevenue}, {request.Cost}, {request.Currency}, {StartOf(call, now)}, {now}, {now})
            on conflict (account_id, provider, external_id) do nothing returning id
            """,
            row => row.GetInt64(0),
            cancellationToken);
    }

    private async Task StorePartsAsync(long id, CheckedCall call, long customer, ToldCall told, DateTimeOffset now, Actor actor, CancellationToken cancellationToken)
    {
        var (request, started) = (call.Request, StartOf(call, now));
        var ended = started.AddSeconds(request.Duration ?? 0);
        await db.ExecuteAsync($"update voice_calls set ticket_id = {told.TicketId}, customer_id = {customer} where account_id = {actor.AccountId} and id = {id}", cancellationToken);
        foreach (var (type, ofUser, at) in TellCall.Events(request, started, ended))
        {
            await db.ExecuteAsync(
                $"""
                insert into voice_call_events (account_id, call_id, type, user_id, customer_id, created_at)
                values ({actor.AccountId}, {id}, {type}, {(ofUser ? call.AgentId : null)}, {customer}, {at})
                """,
                cancellationToken);
        }

        long? first = null;
        foreach (var recording in request.Recordings ?? [])
        {
            var stored = await db.SingleAsync(
                $"""
                insert into voice_call_recordings (account_id, call_id, external_id, type, duration, source_url, message_id, file_id, transcription_status, created_at)
                values ({actor.AccountId}, {id}, {recording.ExternalId ?? request.ExternalId}, {recording.Type ?? VoiceCallWords.Recording}, {recording.Duration ?? request.Duration}, {recording.Url},
                  {told.MessageId}, (select f.id from files f where f.account_id = {actor.AccountId} and f.resource_name = {Files.FileAddress.ResourceNameIn(recording.Url, actor.AccountId)}),
                  {(request.Transcript is null ? null : "completed")}, {now})
                returning id
                """,
                row => row.GetInt64(0),
                cancellationToken);
            first ??= stored;
        }

        if (!string.IsNullOrWhiteSpace(request.Summary))
        {
            await db.ExecuteAsync(
                $"insert into voice_call_summaries (account_id, call_id, recording_id, summary, created_at) values ({actor.AccountId}, {id}, {first}, {request.Summary}, {now})", cancellationToken);
        }

        var end = TellCall.IsMissed(request) && !call.IsOutbound ? EventType.MissedPhoneCall : EventType.CompletedPhoneCall;
        await db.ExecuteAsync(
            EventLog.Of(
                actor,
                now,
                [
                    new(call.IsOutbound ? EventType.OutgoingPhoneCall : EventType.IncomingPhoneCall, EventObject.Ticket, told.TicketId, new() { ["call_id"] = id }),
                    new(end, EventObject.Ticket, told.TicketId, new() { ["call_id"] = id, ["outcome"] = request.Outcome, ["duration"] = request.Duration }),
                ]),
            cancellationToken);
    }

    private static DateTimeOffset StartOf(CheckedCall call, DateTimeOffset now) => call.Request.StartedDatetime ?? now.AddSeconds(-(call.Request.Duration ?? 0));
}
