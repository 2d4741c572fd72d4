using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>Body of <c>POST /api/reporting/stats</c>. See the page "Statistics and reporting".</summary>
/// <param name="Query">Required: what is asked.</param>
public sealed record StatsRequest(StatsQueryRequest? Query = null);

/// <summary>A question to the statistics. A member that is not listed here is a 400.</summary>
/// <param name="Scope">Required: the data set, such as <c>tickets-created</c>; <c>GET /api/reporting/scopes</c> lists them.</param>
/// <param name="Filters">Required: which rows. The members <c>periodStart</c> and <c>periodEnd</c> are needed and may span 366 days.</param>
/// <param name="Timezone">Required: an IANA name; buckets and dates of the period are local to it.</param>
/// <param name="Measures">What is computed; the scope's first measure when absent, no measure when empty. Times are seconds, rates lie between 0 and 1.</param>
/// <param name="Dimensions">What it is computed for.</param>
/// <param name="TimeDimensions">One entry at most.</param>
/// <param name="Order">Pairs of a requested name and <c>asc</c> or <c>desc</c>.</param>
public sealed record StatsQueryRequest(
    string? Scope = null,
    IReadOnlyList<StatsFilterRequest>? Filters = null,
    string? Timezone = null,
    IReadOnlyList<string>? Measures = null,
    IReadOnlyList<string>? Dimensions = null,
    IReadOnlyList<StatsTimeDimensionRequest>? TimeDimensions = null,
    IReadOnlyList<JsonElement>? Order = null);

/// <summary>A filter. The members <c>tags</c> and <c>customFields</c> carry groups in <paramref name="Values"/> and no operator of their own.</summary>
/// <param name="Member">Required: what is compared, such as <c>channel</c>.</param>
/// <param name="Operator"><c>one-of</c>, <c>not-one-of</c>, <c>all-of</c>, <c>afterDate</c>, <c>beforeDate</c>, <c>inDateRange</c>, <c>set</c> or <c>contains</c>.</param>
/// <param name="Values">Required: texts or numbers; empty for <c>set</c>; groups for <c>tags</c> and <c>customFields</c>.</param>
public sealed record StatsFilterRequest(string? Member = null, string? Operator = null, JsonElement? Values = null);

/// <summary>A bucketing by time.</summary>
/// <param name="Dimension">Required, such as <c>createdDatetime</c>.</param>
/// <param name="Granularity">Required: <c>hour</c>, <c>day</c>, <c>week</c> (from Monday) or <c>month</c>.</param>
public sealed record StatsTimeDimensionRequest(string? Dimension = null, string? Granularity = null);

/// <summary>Answer of <c>POST /api/reporting/stats</c>.</summary>
/// <param name="Object">Always <c>list</c>.</param>
/// <param name="Uri"><c>/api/reporting/stats</c>.</param>
/// <param name="Data">Flat rows whose members are the names that were asked for, as they were spelt; a time dimension stands under its name and under its name with the granularity.</param>
/// <param name="Meta">Where in the rows this page is.</param>
public sealed record StatsResource(string Object, string Uri, IReadOnlyList<JsonElement> Data, StatsMeta Meta);

/// <summary>Where a page of statistics is.</summary>
/// <param name="Scope">The scope, as it was asked for.</param>
/// <param name="PrevCursor">The page before; null on the first.</param>
/// <param name="NextCursor">The page behind; null on the last.</param>
/// <param name="Total">How many rows there are.</param>
/// <param name="Offset">How many rows stand before this page.</param>
/// <param name="Limit">Rows of a page.</param>
public sealed record StatsMeta(string Scope, string? PrevCursor, string? NextCursor, long Total, long Offset, int Limit);

/// <summary>Body of <c>POST /api/reporting/stats/tickets</c>: one cell of an answer.</summary>
/// <param name="Query">Required: the question of the answer.</param>
/// <param name="Cell">The cell's dimensions with their values, as its row has them; all rows when absent.</param>
/// <param name="Measure">The cell's measure; the first of the question when absent. What it does not count, such as a ticket without an answer, is left out.</param>
public sealed record StatsTicketsRequest(StatsQueryRequest? Query = null, JsonElement? Cell = null, string? Measure = null);

/// <summary>A ticket behind a number.</summary>
/// <param name="Id">The ticket.</param>
/// <param name="Uri"><c>/api/tickets/{id}/</c>.</param>
public sealed record StatsTicketResource(long Id, string Uri);

/// <summary>What a number means and how it is made.</summary>
/// <param name="Scope">The scope, by today's name.</param>
/// <param name="Definition">What the scope counts, in a sentence or two.</param>
/// <param name="Period">To which moment the period applies.</param>
/// <param name="IsFed">Whether anything in this product leaves the rows that the scope counts; if not, its answers are empty.</param>
/// <param name="Measures">Each measure.</param>
/// <param name="Version">Of the definitions: it rises when one changes.</param>
/// <param name="Sql">The statement that was run; <c>$1</c> … stand for the parameters.</param>
/// <param name="Parameters">Their values, as text.</param>
/// <param name="CountedUntil">The last event that is counted.</param>
/// <param name="IsComplete">Whether every committed event is counted.</param>
public sealed record StatsExplanationResource(
    string Scope,
    string Definition,
    string Period,
    bool IsFed,
    IReadOnlyList<StatsMeasureResource> Measures,
    int Version,
    string Sql,
    IReadOnlyList<string?> Parameters,
    long? CountedUntil,
    bool IsComplete);

/// <summary>A measure of a scope.</summary>
/// <param name="Name">As it is asked for.</param>
/// <param name="Definition">What it says.</param>
/// <param name="Unit"><c>tickets</c>, <c>messages</c>, <c>seconds</c>, <c>share</c> (0 to 1), <c>score</c> (1 to 5) or <c>count</c>.</param>
/// <param name="IsExtension">Whether it needs the header <c>Antiphon-Extensions: 1</c>.</param>
public sealed record StatsMeasureResource(string Name, string Definition, string Unit, bool IsExtension);

/// <summary>A scope and what it knows.</summary>
/// <param name="Name">As it is asked for.</param>
/// <param name="Aliases">Older spellings that are understood.</param>
/// <param name="Definition">What it counts.</param>
/// <param name="Period">To which moment the period applies.</param>
/// <param name="IsFed">Whether anything leaves the rows that it counts.</param>
/// <param name="Measures">What can be computed.</param>
/// <param name="Dimensions">What it can be computed for.</param>
/// <param name="Filters">Members of filters.</param>
/// <param name="TimeDimensions">What can be bucketed.</param>
/// <param name="ExtendedDimensions">Dimensions that need the header <c>Antiphon-Extensions: 1</c>.</param>
public sealed record StatsScopeResource(
    string Name,
    IReadOnlyList<string> Aliases,
    string Definition,
    string Period,
    bool IsFed,
    IReadOnlyList<StatsMeasureResource> Measures,
    IReadOnlyList<string> Dimensions,
    IReadOnlyList<string> Filters,
    IReadOnlyList<string> TimeDimensions,
    IReadOnlyList<string> ExtendedDimensions);

/// <summary>Every scope.</summary>
/// <param name="Data">In the order of the contract page.</param>
public sealed record StatsScopesResource(IReadOnlyList<StatsScopeResource> Data);

/// <summary>Source-generated metadata of the statistics.</summary>
[JsonSerializable(typeof(StatsRequest))]
[JsonSerializable(typeof(StatsTicketsRequest))]
[JsonSerializable(typeof(StatsResource))]
[JsonSerializable(typeof(ListResource<StatsTicketResource>))]
[JsonSerializable(typeof(StatsExplanationResource))]
[JsonSerializable(typeof(StatsScopesResource))]
public sealed partial class StatisticsJson : JsonSerializerContext;
