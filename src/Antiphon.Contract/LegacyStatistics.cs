using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>Body of <c>POST /api/stats/{name}</c>, the older statistics.</summary>
/// <param name="Filters">Required.</param>
public sealed record LegacyStatsRequest(LegacyStatsFiltersRequest? Filters = null);

/// <summary>What an older statistic is about.</summary>
/// <param name="Period">Required: 366 days at most.</param>
/// <param name="Channels">Slugs of channels.</param>
/// <param name="Agents">Ids of users.</param>
/// <param name="Tags">Ids of tags, of which a ticket has one.</param>
/// <param name="Integrations">Ids of integrations.</param>
/// <param name="Teams">Ids of teams to which tickets are assigned.</param>
/// <param name="Score">Scores of surveys, 1 to 5.</param>
public sealed record LegacyStatsFiltersRequest(
    LegacyStatsPeriodRequest? Period = null,
    IReadOnlyList<string>? Channels = null,
    IReadOnlyList<long>? Agents = null,
    IReadOnlyList<long>? Tags = null,
    IReadOnlyList<long>? Integrations = null,
    IReadOnlyList<long>? Teams = null,
    IReadOnlyList<int>? Score = null);

/// <summary>A period.</summary>
/// <param name="StartDatetime">Required; inclusive.</param>
/// <param name="EndDatetime">Required; inclusive.</param>
public sealed record LegacyStatsPeriodRequest(DateTimeOffset? StartDatetime = null, DateTimeOffset? EndDatetime = null);

/// <summary>Answer of <c>POST /api/stats/{name}</c>.</summary>
/// <param name="Data">The numbers.</param>
/// <param name="Meta">The period, and the one before it with which it is compared.</param>
public sealed record LegacyStatsResource(LegacyStatsData Data, LegacyStatsMeta Meta);

/// <summary>The numbers of an older statistic.</summary>
/// <param name="Data">One for a single number, several for the overview.</param>
/// <param name="Label">What they are about.</param>
public sealed record LegacyStatsData(IReadOnlyList<LegacyStatsNumber> Data, string Label);

/// <summary>A number and what it was before.</summary>
/// <param name="Name">The name by which it is asked for alone.</param>
/// <param name="Value">In the period; seconds for times, null without data.</param>
/// <param name="PreviousValue">In the period before, which is as long.</param>
public sealed record LegacyStatsNumber(string Name, JsonElement Value, JsonElement PreviousValue);

/// <summary>The periods of an older statistic.</summary>
/// <param name="StartDatetime">As it was sent.</param>
/// <param name="EndDatetime">As it was sent.</param>
/// <param name="PreviousStartDatetime">Begin of the period before.</param>
/// <param name="PreviousEndDatetime">Its end.</param>
public sealed record LegacyStatsMeta(DateTimeOffset StartDatetime, DateTimeOffset EndDatetime, DateTimeOffset PreviousStartDatetime, DateTimeOffset PreviousEndDatetime);

/// <summary>Source-generated metadata of the older statistics.</summary>
[JsonSerializable(typeof(LegacyStatsRequest))]
[JsonSerializable(typeof(LegacyStatsResource))]
public sealed partial class LegacyStatisticsJson : JsonSerializerContext;
