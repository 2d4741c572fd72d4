namespace Antiphon.Contract;

/// <summary>
/// Body of <c>POST /api/phone/voice-calls</c>, an addition of Antiphon: a call that is over. It is told in an open phone ticket of the customer whose number it is, or in
/// a new one. The same <c>provider</c> and <c>external_id</c> again answers the call that is there.
/// </summary>
public sealed record CreateVoiceCallRequest
{
    /// <summary>Required: the call's id at the provider, at most 255 characters.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Default <c>api</c>; at most 64 characters.</summary>
    public string? Provider { get; init; }

    /// <summary>Required: <c>inbound</c> or <c>outbound</c>.</summary>
    public string? Direction { get; init; }

    /// <summary>Required: who called, in any spelling; <c>anonymous</c> for a number that was withheld.</summary>
    public string? From { get; init; }

    /// <summary>Required: who was called.</summary>
    public string? To { get; init; }

    /// <summary>One of <see cref="VoiceCallWords.Statuses"/>; default <c>missed</c> of an inbound call that was not answered, else <c>completed</c>.</summary>
    public string? Status { get; init; }

    /// <summary>One of <see cref="VoiceCallWords.Terminations"/>; default <c>answered</c>, or <c>missed</c> of a missed status.</summary>
    public string? TerminationStatus { get; init; }

    /// <summary>How it ended, in the words of whoever was on the phone; at most 255 characters.</summary>
    public string? Outcome { get; init; }

    /// <summary>Seconds, 0 or more.</summary>
    public int? Duration { get; init; }

    /// <summary>Seconds that the caller waited before somebody answered or before giving up; not longer than the duration.</summary>
    public int? WaitTime { get; init; }

    /// <summary>Default: now, less the duration.</summary>
    public DateTimeOffset? StartedDatetime { get; init; }

    /// <summary>ISO 3166 alpha-2.</summary>
    public string? CountrySource { get; init; }

    /// <summary>ISO 3166 alpha-2.</summary>
    public string? CountryDestination { get; init; }

    /// <summary>Default: the integration that has the company's number.</summary>
    public long? IntegrationId { get; init; }

    /// <summary>As the provider counts.</summary>
    public long? PhoneNumberId { get; init; }

    /// <summary>As the provider counts.</summary>
    public long? QueueId { get; init; }

    /// <summary>The customer, where the caller knows more than the number.</summary>
    public PersonRequest? Customer { get; init; }

    /// <summary>The user who called or answered, by <c>id</c> or <c>email</c>.</summary>
    public PersonRequest? Agent { get; init; }

    /// <summary>The ticket that it is told in; default: an open phone ticket of the customer, else a new one.</summary>
    public long? TicketId { get; init; }

    /// <summary>What was said; at most 900 kB.</summary>
    public string? Transcript { get; init; }

    /// <summary>What it was about; at most 10,000 characters.</summary>
    public string? Summary { get; init; }

    /// <summary>An internal note for the ticket; at most 100,000 characters.</summary>
    public string? Note { get; init; }

    /// <summary>Tags for the ticket.</summary>
    public IReadOnlyList<TicketTagRequest>? Tags { get; init; }

    /// <summary>Who has the ticket from now on.</summary>
    public ReferenceRequest? AssigneeUser { get; init; }

    /// <summary>The team that has the ticket from now on.</summary>
    public ReferenceRequest? AssigneeTeam { get; init; }

    /// <summary>The audio, at most 10.</summary>
    public IReadOnlyList<VoiceRecordingRequest>? Recordings { get; init; }

    /// <summary>Whether it settled what it was about; a new ticket of such a call is closed.</summary>
    public bool? Resolved { get; init; }

    /// <summary>Whether nobody of the company had to speak.</summary>
    public bool? Deflected { get; init; }

    /// <summary>What was bought because of it.</summary>
    public decimal? AttributedRevenue { get; init; }

    /// <summary>What it cost.</summary>
    public decimal? Cost { get; init; }

    /// <summary>ISO 4217, of both.</summary>
    public string? Currency { get; init; }
}

/// <summary>The audio of a call that is over.</summary>
/// <param name="Url">Required: of a file that was uploaded, or reachable without login; it is copied.</param>
/// <param name="ExternalId">Its id at the provider; default that of the call.</param>
/// <param name="Type"><c>call-recording</c> (the default) or <c>voicemail</c>.</param>
/// <param name="Duration">Seconds; default those of the call.</param>
public sealed record VoiceRecordingRequest(string? Url, string? ExternalId = null, string? Type = null, int? Duration = null);
