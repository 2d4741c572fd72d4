using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>What a number of the product means. See "Metric cards" of the page "Statistics and reporting".</summary>
/// <param name="Slug">By which it is asked for.</param>
/// <param name="Category">Where it belongs.</param>
/// <param name="Title">Its name on the screen.</param>
/// <param name="Status"><c>published</c> or <c>deprecated</c>.</param>
/// <param name="DefinitionRevisedAt">Since when the definition is what it is, in UTC without an offset.</param>
/// <param name="Public">The definition.</param>
/// <param name="Api">The question that answers it; absent when no public question does.</param>
/// <param name="Aliases">Other names.</param>
/// <param name="Related">Cards to read next.</param>
/// <param name="Replaces">Slugs of cards that it replaces.</param>
/// <param name="UsedInReports">Reports that show it.</param>
public sealed record MetricCardResource(
    string Slug,
    string Category,
    string Title,
    string Status,
    string DefinitionRevisedAt,
    MetricDefinition Public,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] MetricQuery? Api,
    IReadOnlyList<string> Aliases,
    IReadOnlyList<MetricLink> Related,
    IReadOnlyList<string> Replaces,
    IReadOnlyList<string> UsedInReports);

/// <summary>A definition in words.</summary>
/// <param name="Definition">What the number says.</param>
/// <param name="Formula">How it is computed.</param>
/// <param name="ComputationLogic">What counts and what does not.</param>
public sealed record MetricDefinition(string Definition, string Formula, IReadOnlyList<string> ComputationLogic);

/// <summary>The question to <c>POST /api/reporting/stats</c> that answers a card.</summary>
/// <param name="Scope">The scope.</param>
/// <param name="Measures">The measures.</param>
/// <param name="Dimensions">What it can be computed for.</param>
/// <param name="Filters">What it can be filtered by.</param>
public sealed record MetricQuery(string Scope, IReadOnlyList<string> Measures, IReadOnlyList<string> Dimensions, IReadOnlyList<MetricFilter> Filters);

/// <summary>A filter of a card.</summary>
/// <param name="Member">What is compared.</param>
/// <param name="Values">With what; empty: with anything.</param>
public sealed record MetricFilter(string Member, IReadOnlyList<string> Values);

/// <summary>A card to read next.</summary>
/// <param name="Slug">The card.</param>
/// <param name="Url"><c>/api/metric-cards/{slug}</c>.</param>
public sealed record MetricLink(string Slug, string Url);

/// <summary>Some metric cards; they come all at once.</summary>
/// <param name="Data">The cards, by slug.</param>
public sealed record MetricCardsResource(IReadOnlyList<MetricCardResource> Data);

/// <summary>Body of <c>POST /api/metric-cards/{slug}/feedback</c>.</summary>
/// <param name="DisagreementType">Required: what is wrong, in a word or two, 256 characters at most.</param>
/// <param name="MetricCategory">Required: the category of the card, 256 characters at most.</param>
/// <param name="Comment">What should be different, 5,000 characters at most.</param>
public sealed record MetricFeedbackRequest(string? DisagreementType = null, string? MetricCategory = null, string? Comment = null);

/// <summary>What was said about a card.</summary>
/// <param name="Id">Positive, unique in the account.</param>
/// <param name="Slug">The card.</param>
/// <param name="DisagreementType">As it was sent.</param>
/// <param name="MetricCategory">As it was sent.</param>
/// <param name="Comment">As it was sent.</param>
/// <param name="CreatedDatetime">When.</param>
public sealed record MetricFeedbackResource(long Id, string Slug, string DisagreementType, string MetricCategory, string? Comment, DateTimeOffset CreatedDatetime);

/// <summary>Source-generated metadata of the metric cards.</summary>
[JsonSerializable(typeof(MetricCardResource))]
[JsonSerializable(typeof(MetricCardsResource))]
[JsonSerializable(typeof(MetricFeedbackRequest))]
[JsonSerializable(typeof(MetricFeedbackResource))]
public sealed partial class MetricCardsJson : JsonSerializerContext;
