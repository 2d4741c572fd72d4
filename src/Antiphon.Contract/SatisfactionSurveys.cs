using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>How satisfied a customer was with a ticket. See the page "Satisfaction surveys".</summary>
/// <param name="Id">Positive, unique in the account.</param>
/// <param name="TicketId">A ticket has one survey at most.</param>
/// <param name="CustomerId">Who answers.</param>
/// <param name="Score">1 to 5; null until it is answered.</param>
/// <param name="BodyText">A comment of at most 1000 characters.</param>
/// <param name="CreatedDatetime">When it was made.</param>
/// <param name="ShouldSendDatetime">When it is due; null: it is not sent by itself.</param>
/// <param name="SentDatetime">When it was sent; null: not yet.</param>
/// <param name="ScoredDatetime">When it was answered; null: not yet.</param>
/// <param name="Meta">The caller's own data.</param>
/// <param name="Uri"><c>/api/satisfaction-surveys/{id}/</c>.</param>
public sealed record SatisfactionSurveyResource(
    long Id,
    long TicketId,
    long CustomerId,
    int? Score,
    string? BodyText,
    DateTimeOffset? CreatedDatetime,
    DateTimeOffset? ShouldSendDatetime,
    DateTimeOffset? SentDatetime,
    DateTimeOffset? ScoredDatetime,
    JsonElement? Meta,
    string Uri);

/// <summary>The survey as a ticket shows it: the same without its address.</summary>
/// <param name="Id">Positive, unique in the account.</param>
/// <param name="CustomerId">Who answers.</param>
/// <param name="TicketId">The ticket.</param>
/// <param name="SentDatetime">When it was sent; null: not yet.</param>
/// <param name="ScoredDatetime">When it was answered; null: not yet.</param>
/// <param name="ShouldSendDatetime">When it is due; null: it is not sent by itself.</param>
/// <param name="CreatedDatetime">When it was made.</param>
/// <param name="Score">1 to 5; null until it is answered.</param>
/// <param name="BodyText">A comment of at most 1000 characters.</param>
/// <param name="Meta">The caller's own data.</param>
public sealed record TicketSurveyResource(
    long Id,
    long CustomerId,
    long TicketId,
    DateTimeOffset? SentDatetime,
    DateTimeOffset? ScoredDatetime,
    DateTimeOffset? ShouldSendDatetime,
    DateTimeOffset? CreatedDatetime,
    int? Score,
    string? BodyText,
    JsonElement? Meta);

/// <summary>Body of <c>POST /api/satisfaction-surveys</c>.</summary>
/// <param name="CustomerId">Required: a customer.</param>
/// <param name="TicketId">Required: a ticket without a survey.</param>
/// <param name="Score">1 to 5.</param>
/// <param name="BodyText">At most 1000 characters.</param>
/// <param name="CreatedDatetime">Now when it is left out.</param>
/// <param name="ShouldSendDatetime">With this, and without a time at which it was sent, it is sent by itself then.</param>
/// <param name="SentDatetime">When it was sent.</param>
/// <param name="ScoredDatetime">When it was answered; now when there is a score and this is left out.</param>
/// <param name="Meta">An object.</param>
[WireIgnores("id", "uri")]
public sealed record CreateSatisfactionSurveyRequest(
    long? CustomerId,
    long? TicketId,
    int? Score = null,
    string? BodyText = null,
    DateTimeOffset? CreatedDatetime = null,
    DateTimeOffset? ShouldSendDatetime = null,
    DateTimeOffset? SentDatetime = null,
    DateTimeOffset? ScoredDatetime = null,
    JsonElement? Meta = null);

/// <summary>Body of <c>PUT /api/satisfaction-surveys/{id}</c>: only what is present changes.</summary>
/// <param name="CustomerId">A customer.</param>
/// <param name="TicketId">A ticket without another survey.</param>
/// <param name="Score">1 to 5; the time of the answer becomes now when there is none. Null takes the answer back.</param>
/// <param name="BodyText">At most 1000 characters.</param>
/// <param name="CreatedDatetime">When it was made.</param>
/// <param name="ShouldSendDatetime">Another time at which it is sent; null: not by itself.</param>
/// <param name="SentDatetime">When it was sent.</param>
/// <param name="ScoredDatetime">When it was answered.</param>
/// <param name="Meta">An object.</param>
[WireIgnores("id", "uri")]
public sealed record UpdateSatisfactionSurveyRequest(
    Optional<long?> CustomerId = default,
    Optional<long?> TicketId = default,
    Optional<int?> Score = default,
    Optional<string?> BodyText = default,
    Optional<DateTimeOffset?> CreatedDatetime = default,
    Optional<DateTimeOffset?> ShouldSendDatetime = default,
    Optional<DateTimeOffset?> SentDatetime = default,
    Optional<DateTimeOffset?> ScoredDatetime = default,
    Optional<JsonElement?> Meta = default);

/// <summary>Source-generated metadata of the surveys.</summary>
[JsonSerializable(typeof(SatisfactionSurveyResource))]
[JsonSerializable(typeof(ListResource<SatisfactionSurveyResource>))]
[JsonSerializable(typeof(TicketSurveyResource))]
[JsonSerializable(typeof(CreateSatisfactionSurveyRequest))]
[JsonSerializable(typeof(UpdateSatisfactionSurveyRequest))]
public sealed partial class SatisfactionSurveysJson : JsonSerializerContext;
