using Antiphon.Client.Transport;
using Antiphon.Contract;

namespace Antiphon.Client;

public sealed partial class AntiphonClient
{
    /// <summary>Phone calls. See the page "Voice calls".</summary>
    public VoiceCallsClient VoiceCalls => field ??= new(caller);
}

/// <summary>Phone calls, what happened in them, and their recordings. Scopes <c>tickets:read</c> and <c>tickets:write</c>. Their lists have one order: the newest first.</summary>
public sealed class VoiceCallsClient
{
    private readonly Caller caller;

    internal VoiceCallsClient(Caller caller) => this.caller = caller;

    /// <summary>Walks calls, page by page.</summary>
    /// <param name="ticketId">Those that are told in this ticket; all when null.</param>
    /// <param name="options">What is special about these calls.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>The calls, fetched while they are enumerated.</returns>
    public Listing<VoiceCallResource> ListAsync(long? ticketId = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.List<VoiceCallResource>("phone/voice-calls", new VoiceCallQuery("ticket_id", ticketId), options, cancellationToken);

    /// <summary>Reads a call.</summary>
    /// <param name="id">The call.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The call.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public Task<VoiceCallResource> GetAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<VoiceCallResource>($"phone/voice-calls/{id}", options, cancellationToken);

    /// <summary>Posts a call that is over. An addition of Antiphon.</summary>
    /// <param name="request">The call. The same provider and id again answer the call that is there.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The call with the ticket that tells it.</returns>
    /// <exception cref="AntiphonException">400 when a field is invalid.</exception>
    public Task<VoiceCallResource> CreateAsync(CreateVoiceCallRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<CreateVoiceCallRequest, VoiceCallResource>(HttpMethod.Post, "phone/voice-calls", request, options, cancellationToken);

    /// <summary>Walks what happened in calls, page by page.</summary>
    /// <param name="callId">In this call; in all when null.</param>
    /// <param name="options">What is special about these calls.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>The events, fetched while they are enumerated.</returns>
    public Listing<VoiceCallEventResource> ListEventsAsync(long? callId = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.List<VoiceCallEventResource>("phone/voice-call-events", new VoiceCallQuery("call_id", callId), options, cancellationToken);

    /// <summary>Reads something that happened in a call.</summary>
    /// <param name="id">The event.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The event.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public Task<VoiceCallEventResource> GetEventAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<VoiceCallEventResource>($"phone/voice-call-events/{id}", options, cancellationToken);

    /// <summary>Walks recordings, page by page.</summary>
    /// <param name="callId">Of this call; of all when null.</param>
    /// <param name="options">What is special about these calls.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>The recordings, fetched while they are enumerated.</returns>
    public Listing<VoiceCallRecordingResource> ListRecordingsAsync(long? callId = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.List<VoiceCallRecordingResource>("phone/voice-call-recordings", new VoiceCallQuery("call_id", callId), options, cancellationToken);

    /// <summary>Reads a recording, which keeps its place after its audio was deleted.</summary>
    /// <param name="id">The recording.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The recording.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public Task<VoiceCallRecordingResource> GetRecordingAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<VoiceCallRecordingResource>($"phone/voice-call-recordings/{id}", options, cancellationToken);

    /// <summary>Deletes the audio of a recording for good.</summary>
    /// <param name="id">The recording.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Completes when it is deleted.</returns>
    /// <exception cref="AntiphonException">404 when it does not exist.</exception>
    public Task DeleteRecordingAsync(long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.DeleteAsync($"phone/voice-call-recordings/{id}", options, cancellationToken);
}

internal sealed record VoiceCallQuery(string Filter, long? Id) : ListQuery
{
    internal override void WriteFilters(QueryText query) => query.Add(Filter, Id);
}
